package dev.setpoint.api.publish;

import java.time.Duration;

/**
 * Keeps batches an interval apart on average, and lets the first few after a pause go at once (the
 * generic cell rate algorithm of ITU-T I.371). Times are those of {@link System#nanoTime}.
 */
final class Pace {

  /** So that the short chain of changes by which one Pod comes up is not held back. */
  private static final int AT_ONCE = 4;

  private final long interval;
  private long due;

  Pace(Duration interval, long now) {
    this.interval = interval.toNanos();
    this.due = now;
  }

  /** Nanoseconds until the next batch may start; none when not above 0. */
  long left(long now) {
    return due - (AT_ONCE - 1) * interval - now;
  }

  void started(long now) {
    due = (due - now > 0 ? due : now) + interval;
  }
}
