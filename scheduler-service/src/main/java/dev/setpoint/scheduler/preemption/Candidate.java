package dev.setpoint.scheduler.preemption;

import dev.setpoint.scheduler.snapshot.PodInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A Node that would have room if some Pods left it.
 *
 * @param victims the most important first
 * @param violations how many victims exceed what their PodDisruptionBudgets allow
 */
public record Candidate(String node, List<PodInfo> victims, int violations) {

  /**
   * The mildest choice first: fewest violations, least important highest victim, smallest sum of
   * priorities, fewest victims, and last the victims that have run the shortest.
   */
  static final Comparator<Candidate> MILDEST =
      Comparator.comparingInt(Candidate::violations)
          .thenComparingInt(c -> c.victims().getFirst().priority())
          .thenComparingLong(Candidate::prioritySum)
          .thenComparingInt(c -> c.victims().size())
          .thenComparing(Candidate::earliestStartOfMostImportant, Comparator.reverseOrder());

  /** Shifted, so that more victims of negative priority never make a smaller sum. */
  private long prioritySum() {
    return victims.stream().mapToLong(pod -> pod.priority() + (1L << 31)).sum();
  }

  private Instant earliestStartOfMostImportant() {
    int highest = victims.getFirst().priority();
    return victims.stream()
        .filter(pod -> pod.priority() == highest)
        .map(PodInfo::started)
        .min(Comparator.naturalOrder())
        .map(Objects::requireNonNull)
        .orElse(Instant.MAX);
  }
}
