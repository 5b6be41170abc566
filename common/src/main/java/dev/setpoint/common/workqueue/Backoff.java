package dev.setpoint.common.workqueue;

import java.time.Duration;

/** Doubles the delay with each failure, from {@code first} up to {@code last}. */
public record Backoff(Duration first, Duration last) {

  /** What kube-controller-manager's queues use. */
  public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(5), Duration.ofSeconds(1000));

  /**
   * @param failures how many came before; 0 for the first delay
   */
  public Duration delay(int failures) {
    if (failures >= 40) {
      return last;
    }
    double nanos = first.toNanos() * Math.pow(2, failures);
    return nanos >= last.toNanos() ? last : Duration.ofNanos((long) nanos);
  }
}
