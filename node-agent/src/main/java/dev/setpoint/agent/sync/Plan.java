package dev.setpoint.agent.sync;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to do for a Pod now.
 *
 * @param waiting containers held back, by name
 * @param again when to plan anew even if nothing happens
 */
record Plan(List<Step> steps, Map<String, Waiting> waiting, @Nullable Instant again) {}
