package dev.setpoint.scheduler.preemption;

import dev.setpoint.common.pod.PodStates;
import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Diagnosis;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.preemption.VictimSelection.Outcome;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Finds the Node on which the least harm makes room for a Pod that fits nowhere. */
public final class PreemptionPlanner {

  /** The reason that a victim's condition gives. */
  public static final String REASON = "PreemptionByScheduler";

  private static final Verdict NOT_HELPFUL =
      Verdict.unresolvable("Preemption is not helpful for scheduling");

  private static final int MIN_CANDIDATES = 100;
  private static final int MIN_PERCENTAGE = 10;

  private final Decider decider;
  private final RandomGenerator random;

  public PreemptionPlanner(Decider decider, RandomGenerator random) {
    this.decider = decider;
    this.random = random;
  }

  /**
   * @param diagnosis why the Pod fits nowhere
   * @param evicted whether a Pod was evicted a moment ago, though the snapshot doesn't show it yet
   */
  public Preemption plan(
      PodInfo pod,
      ClusterSnapshot snapshot,
      Diagnosis diagnosis,
      Budgets budgets,
      Predicate<PodInfo> evicted) {
    if (diagnosis.nodes() == 0) {
      return new Preemption.NotEligible("");
    }
    if ("Never".equals(pod.pod().getSpec().getPreemptionPolicy())) {
      return new Preemption.NotEligible("preemption: not eligible due to preemptionPolicy=Never.");
    }
    if (victimsStillLeave(pod, snapshot, diagnosis, evicted)) {
      return new Preemption.NotEligible(
          "preemption: not eligible due to a terminating pod on the nominated node.");
    }
    List<NodeInfo> potential = curable(snapshot, diagnosis);
    List<Verdict> refusals = new ArrayList<>();
    Candidate best = mildest(pod, snapshot, potential, budgets, refusals);
    if (best != null) {
      return new Preemption.Evict(best);
    }
    Diagnosis why =
        new Diagnosis(
            snapshot.size(), potential, refusals, NOT_HELPFUL, Verdict.FITS, Set.of(), "");
    return new Preemption.Useless("preemption: " + why.message());
  }

  /** Those that make way for the Pod need time to end; another Node's Pods need not die as well. */
  private static boolean victimsStillLeave(
      PodInfo pod, ClusterSnapshot snapshot, Diagnosis diagnosis, Predicate<PodInfo> evicted) {
    String promised = snapshot.nominations().nodeOf(pod.uid());
    NodeInfo node = promised == null ? null : snapshot.node(promised);
    if (node == null || diagnosis.verdict(node) instanceof Verdict.Unresolvable) {
      return false;
    }
    return node.pods().stream()
        .anyMatch(
            other ->
                other.priority() < pod.priority() && (preempted(other) || evicted.test(other)));
  }

  private static boolean preempted(PodInfo pod) {
    PodCondition target = PodStates.condition(pod.pod(), "DisruptionTarget");
    return pod.terminating()
        && target != null
        && "True".equals(target.getStatus())
        && REASON.equals(target.getReason());
  }

  /** The Nodes that would do if other Pods went away. */
  private static List<NodeInfo> curable(ClusterSnapshot snapshot, Diagnosis diagnosis) {
    if (diagnosis.absent() instanceof Verdict.Unschedulable) {
      return snapshot.nodes().stream()
          .filter(node -> diagnosis.verdict(node) instanceof Verdict.Unschedulable)
          .toList();
    }
    List<NodeInfo> curable = new ArrayList<>();
    for (int i = 0; i < diagnosis.asked().size(); i++) {
      if (diagnosis.verdicts().get(i) instanceof Verdict.Unschedulable) {
        curable.add(diagnosis.asked().get(i));
      }
    }
    return curable;
  }

  /** In a large cluster some candidates are enough; a random start spreads the harm. */
  private @Nullable Candidate mildest(
      PodInfo pod,
      ClusterSnapshot snapshot,
      List<NodeInfo> nodes,
      Budgets budgets,
      List<Verdict> refusals) {
    if (nodes.isEmpty()) {
      return null;
    }
    VictimSelection victims = new VictimSelection(decider, pod, snapshot, budgets);
    int enough = Math.max(MIN_CANDIDATES, nodes.size() * MIN_PERCENTAGE / 100);
    int first = random.nextInt(nodes.size());
    List<Candidate> candidates = new ArrayList<>();
    boolean harmless = false;
    for (int i = 0; i < nodes.size() && !(harmless && candidates.size() >= enough); i++) {
      switch (victims.on(nodes.get((first + i) % nodes.size()))) {
        case Outcome.Found(Candidate candidate) -> {
          candidates.add(candidate);
          harmless |= candidate.violations() == 0;
        }
        case Outcome.None(Verdict why) -> refusals.add(why);
      }
    }
    return candidates.stream().min(Candidate.MILDEST).orElse(null);
  }
}
