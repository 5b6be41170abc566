package dev.setpoint.controller.podautoscaler;

import java.time.Duration;
import java.time.Instant;

/** A Pod's value of a metric, over a window that ended at a moment. */
record PodMetric(long value, Instant at, Duration window) {

  /** What a Pod without one is taken to have. */
  static PodMetric assumed(long value) {
    return new PodMetric(value, Instant.EPOCH, Duration.ZERO);
  }
}
