package dev.setpoint.agent.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which part of a log to read; {@code tail} below zero means all of it. */
public record LogQuery(boolean follow, boolean timestamps, int tail, @Nullable Instant since) {}
