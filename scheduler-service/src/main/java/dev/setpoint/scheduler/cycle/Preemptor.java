package dev.setpoint.scheduler.cycle;

import dev.setpoint.scheduler.framework.Diagnosis;
import dev.setpoint.scheduler.preemption.Budgets;
import dev.setpoint.scheduler.preemption.Candidate;
import dev.setpoint.scheduler.preemption.Preemption;
import dev.setpoint.scheduler.preemption.PreemptionPlanner;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes room for a Pod that fits nowhere. The promise of a Node is given before the first victim is
 * told, so that no decision in between takes what becomes free.
 */
final class Preemptor {

  /**
   * @param note what the user is told besides why no Node would do; may be empty
   * @param promised the Node promised from now on, empty for none; null if nothing changes
   */
  record Outcome(String note, @Nullable String promised) {}

  private final PreemptionPlanner planner;
  private final ClusterCache cache;
  private final Evictions evictions;
  private final Supplier<Collection<PodDisruptionBudget>> budgets;

  Preemptor(
      PreemptionPlanner planner,
      ClusterCache cache,
      Evictions evictions,
      Supplier<Collection<PodDisruptionBudget>> budgets) {
    this.planner = planner;
    this.cache = cache;
    this.evictions = evictions;
    this.budgets = budgets;
  }

  Budgets budgets() {
    return Budgets.of(budgets.get());
  }

  boolean beingEvicted(PodInfo pod) {
    return evictions.underWay(pod);
  }

  /** Carries out what was planned for a Pod that has its promise already. */
  void evict(PodInfo pod, Candidate candidate) {
    evictions.evict(pod, candidate, List.of());
  }

  Outcome preempt(PodInfo pod, ClusterSnapshot snapshot, Diagnosis diagnosis) {
    return switch (planner.plan(pod, snapshot, diagnosis, budgets(), this::beingEvicted)) {
      case Preemption.Evict(Candidate candidate) -> {
        cache.nominate(pod, candidate.node());
        evictions.evict(pod, candidate, overtaken(pod, candidate.node(), snapshot));
        yield new Outcome("", candidate.node());
      }
      case Preemption.NotEligible(String note) -> new Outcome(note, null);
      case Preemption.Useless(String note) -> {
        cache.withdraw(pod.uid());
        yield new Outcome(note, "");
      }
    };
  }

  /** Less important Pods that were promised the same Node: they may not fit any more. */
  private static List<PodInfo> overtaken(PodInfo pod, String node, ClusterSnapshot snapshot) {
    return snapshot.nominations().on(node).stream()
        .filter(other -> other.priority() < pod.priority())
        .toList();
  }
}
