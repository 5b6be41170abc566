package dev.setpoint.agent.usage;

import java.time.Duration;
import java.time.Instant;

/**
 * The use of processor and memory.
 *
 * @param at the end of the window
 * @param nanoCores over the window
 * @param cpuNanos since the start
 */
record Figures(Instant at, Duration window, long nanoCores, long cpuNanos, long workingSet) {}
