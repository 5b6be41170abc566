package dev.setpoint.controller.daemonset;

import dev.setpoint.common.workqueue.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a failed Pod is left where it is before another takes its place: longer each time that a
 * set's Pod fails on the same Node, as failedPodsBackoff in daemon_controller.go.
 */
final class FailureBackoff {

  private static final Backoff DELAYS = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(15));

  /** After so long without a failure, the next counts as the first. */
  private static final Duration MEMORY = DELAYS.last().multipliedBy(2);

  private record Place(String setUid, String node) {}

  private record Failures(int count, Instant last) {}

  private final Map<Place, Failures> failures = new ConcurrentHashMap<>();

  /** Not positive when the failed Pod may be replaced now. */
  Duration left(String setUid, String node, Instant now) {
    Failures before = failures.get(new Place(setUid, node));
    return before == null
        ? Duration.ZERO
        : DELAYS.delay(before.count() - 1).minus(Duration.between(before.last(), now));
  }

  /** A failed Pod is being replaced. */
  void replaced(String setUid, String node, Instant now) {
    failures.values().removeIf(each -> each.last().plus(MEMORY).isBefore(now));
    failures.merge(
        new Place(setUid, node),
        new Failures(1, now),
        (before, first) -> new Failures(before.count() + 1, now));
  }

  void clear() {
    failures.clear();
  }
}
