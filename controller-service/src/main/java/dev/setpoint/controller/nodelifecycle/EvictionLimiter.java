package dev.setpoint.controller.nodelifecycle;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How fast Nodes may be emptied. When all are down, more likely it is us who are cut off, so
 * nothing is evicted; when many are, it is done slowly, and in a small cluster not at all.
 */
final class EvictionLimiter {

  private final NodeLifecycleProperties properties;
  private double rate;
  private @Nullable Instant next;

  EvictionLimiter(NodeLifecycleProperties properties) {
    this.properties = properties;
    this.rate = properties.evictionRate();
  }

  /** Sets the rate for the cluster's state; whether every Node is down. */
  synchronized boolean observe(int ready, int notReady) {
    int all = ready + notReady;
    boolean full = notReady > 0 && ready == 0;
    boolean partial = notReady > 2 && (double) notReady / all >= properties.unhealthyThreshold();
    if (full) {
      rate = 0;
    } else if (partial) {
      rate = all > properties.largeClusterThreshold() ? properties.secondaryEvictionRate() : 0;
    } else {
      rate = properties.evictionRate();
    }
    return full;
  }

  /** Whether one more Node may be emptied now; if so, the next must wait its turn. */
  synchronized boolean tryTake(Instant now) {
    if (rate <= 0 || (next != null && now.isBefore(next))) {
      return false;
    }
    next = now.plus(Duration.ofMillis((long) (1000 / rate)));
    return true;
  }
}
