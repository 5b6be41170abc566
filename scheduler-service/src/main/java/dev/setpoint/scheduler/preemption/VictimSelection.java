package dev.setpoint.scheduler.preemption;

import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The fewest important Pods to evict from one Node: all of lower priority leave, then as many as
 * possible come back, those first whose budgets forbid the eviction, the important ones before the
 * others.
 */
final class VictimSelection {

  private static final Verdict NO_VICTIMS =
      Verdict.unresolvable("No preemption victims found for incoming pod");

  static final Comparator<PodInfo> IMPORTANT_FIRST =
      Comparator.comparingInt(PodInfo::priority).reversed().thenComparing(PodInfo::started);

  /** Either a candidate, or why the Node is none. */
  sealed interface Outcome {

    record Found(Candidate candidate) implements Outcome {}

    record None(Verdict why) implements Outcome {}
  }

  private final Decider decider;
  private final PodInfo pod;
  private final ClusterSnapshot snapshot;
  private final Budgets budgets;

  VictimSelection(Decider decider, PodInfo pod, ClusterSnapshot snapshot, Budgets budgets) {
    this.decider = decider;
    this.pod = pod;
    this.snapshot = snapshot;
    this.budgets = budgets;
  }

  Outcome on(NodeInfo node) {
    if (node.lowestPriority() >= pod.priority()) {
      return new Outcome.None(NO_VICTIMS);
    }
    List<PodInfo> potential = new ArrayList<>();
    List<PodInfo> staying = new ArrayList<>();
    for (PodInfo other : node.pods()) {
      (other.priority() < pod.priority() ? potential : staying).add(other);
    }
    Verdict emptied = verdict(node, staying);
    if (!(emptied instanceof Verdict.Fits)) {
      return new Outcome.None(emptied);
    }
    potential.sort(IMPORTANT_FIRST);
    Set<PodInfo> violating = budgets.violating(potential);
    List<PodInfo> victims = new ArrayList<>();
    int violations = 0;
    for (PodInfo protectedPod : potential) {
      if (violating.contains(protectedPod) && !reprieved(protectedPod, node, staying)) {
        victims.add(protectedPod);
        violations++;
      }
    }
    for (PodInfo other : potential) {
      if (!violating.contains(other) && !reprieved(other, node, staying)) {
        victims.add(other);
      }
    }
    if (victims.isEmpty()) {
      return new Outcome.None(
          Verdict.unschedulable(
              "expected at least one victim pod on node \"%s\"".formatted(node.name())));
    }
    victims.sort(IMPORTANT_FIRST);
    return new Outcome.Found(new Candidate(node.name(), List.copyOf(victims), violations));
  }

  /** Lets a Pod stay if there is room for both. */
  private boolean reprieved(PodInfo other, NodeInfo node, List<PodInfo> staying) {
    staying.add(other);
    if (verdict(node, staying) instanceof Verdict.Fits) {
      return true;
    }
    staying.removeLast();
    return false;
  }

  private Verdict verdict(NodeInfo node, List<PodInfo> staying) {
    NodeInfo trial = new NodeInfo(node.facts(), staying);
    return decider.check(pod, snapshot.with(trial), trial);
  }
}
