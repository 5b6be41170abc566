package dev.setpoint.controller.podautoscaler;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What was recommended and done for one autoscaler not long ago. */
record History(List<Timed> recommendations, List<Timed> additions, List<Timed> removals) {

  static final History NONE = new History(List.of(), List.of(), List.of());

  /** Replicas at a moment: recommended, added or removed. */
  record Timed(int replicas, Instant at) {}

  History recommended(int replicas, Instant now, Duration keep) {
    return new History(added(recommendations, replicas, now, keep), additions, removals);
  }

  History scaled(int before, int after, Instant now, Duration keep) {
    return after > before
        ? new History(recommendations, added(additions, after - before, now, keep), removals)
        : new History(recommendations, additions, added(removals, before - after, now, keep));
  }

  private static List<Timed> added(List<Timed> all, int replicas, Instant now, Duration keep) {
    Instant oldest = now.minus(keep);
    return Stream.concat(
            all.stream().filter(each -> !each.at.isBefore(oldest)),
            Stream.of(new Timed(replicas, now)))
        .toList();
  }

  /** Replicas a period ago, as far as the autoscaler changed them. */
  int replicasBefore(int current, Duration period, Instant now) {
    return current - sum(additions, period, now) + sum(removals, period, now);
  }

  private static int sum(List<Timed> all, Duration period, Instant now) {
    Instant from = now.minus(period);
    return all.stream().filter(each -> each.at.isAfter(from)).mapToInt(Timed::replicas).sum();
  }
}
