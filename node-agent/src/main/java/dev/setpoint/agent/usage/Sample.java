package dev.setpoint.agent.usage;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel's counters showed at one moment.
 *
 * @param cpuNanos processor time used since the start
 * @param workingSet bytes of memory that can't be had back by dropping caches
 */
record Sample(Instant at, long cpuNanos, long workingSet) {

  /** Below this a rate says more about the clock than about the work. */
  static final Duration SHORTEST = Duration.ofMillis(500);

  /** The use since an earlier sample; null where the two make no rate. */
  @Nullable Figures since(Sample before) {
    Duration window = Duration.between(before.at, at);
    long used = cpuNanos - before.cpuNanos;
    if (window.compareTo(SHORTEST) < 0 || used < 0) {
      return null;
    }
    double rate = used * 1e9 / window.toNanos();
    return new Figures(at, window, Math.round(rate), cpuNanos, workingSet);
  }
}
