package dev.setpoint.scheduler.cycle;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long Pods wait between attempts.
 *
 * @param initialBackoff after the first failed attempt; doubles with each further one
 * @param maxBackoff the longest such wait
 * @param flushAfter a Pod that no change has woken is tried again after this
 */
@ConfigurationProperties("setpoint.scheduler.queue")
public record QueueProperties(
    @DefaultValue("1s") Duration initialBackoff,
    @DefaultValue("10s") Duration maxBackoff,
    @DefaultValue("5m") Duration flushAfter) {

  public static final QueueProperties DEFAULTS =
      new QueueProperties(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(5));

  public QueueProperties {
    if (!initialBackoff.isPositive()
        || maxBackoff.compareTo(initialBackoff) < 0
        || !flushAfter.isPositive()) {
      throw new IllegalArgumentException(
          "setpoint.scheduler.queue: want 0 < initial-backoff <= max-backoff and flush-after > 0");
    }
  }

  Duration backoff(int attempts) {
    Duration wait = initialBackoff;
    for (int i = 1; i < attempts && wait.compareTo(maxBackoff) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(maxBackoff) < 0 ? wait : maxBackoff;
  }
}
