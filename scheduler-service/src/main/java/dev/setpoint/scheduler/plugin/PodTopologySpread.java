package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.NodeScorer;
import dev.setpoint.scheduler.framework.ScorePlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Spreads the Pods of a workload over zones, Nodes or whatever its constraints name. */
@Component
public final class PodTopologySpread implements FilterPlugin, ScorePlugin {

  private static final Verdict SKEWED =
      Verdict.unschedulable("node(s) didn't match pod topology spread constraints");

  private static final Verdict NO_LABEL =
      Verdict.unresolvable(
          "node(s) didn't match pod topology spread constraints (missing required label)");

  private final WorkloadSelectors workloads;

  public PodTopologySpread(WorkloadSelectors workloads) {
    this.workloads = workloads;
  }

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public int order() {
    return 70;
  }

  @Override
  public int weight() {
    return 2;
  }

  /** A hard constraint with the number of matching Pods in each domain, and the smallest one. */
  private record Counted(
      SpreadConstraint constraint, Map<String, Integer> pods, int smallest, int self) {}

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    List<SpreadConstraint> constraints = SpreadConstraint.of(pod, true);
    if (constraints.isEmpty()) {
      return Preparation.SKIP;
    }
    List<Counted> counted = new ArrayList<>(constraints.size());
    for (SpreadConstraint constraint : constraints) {
      counted.add(count(constraint, constraints, pod, snapshot));
    }
    return Preparation.each(node -> test(node, counted));
  }

  private static Counted count(
      SpreadConstraint constraint,
      List<SpreadConstraint> all,
      PodInfo pod,
      ClusterSnapshot snapshot) {
    Map<String, Integer> siblings =
        snapshot.labelIndex().alive(pod.key().namespace(), constraint.selector());
    Map<String, Integer> domains = new HashMap<>();
    for (NodeInfo node : snapshot.nodes()) {
      if (SpreadConstraint.allKeysOn(node, all) && constraint.counted().test(node.facts())) {
        String domain = node.labels().getOrDefault(constraint.key(), "");
        domains.merge(domain, siblings.getOrDefault(node.name(), 0), Integer::sum);
      }
    }
    int smallest = domains.isEmpty() ? 0 : Integer.MAX_VALUE;
    for (int pods : domains.values()) {
      smallest = Math.min(smallest, pods);
    }
    // With fewer domains than wanted, the missing ones count as empty (KEP-3022).
    boolean tooFew = domains.size() < constraint.minDomains();
    int self = constraint.selector().test(pod.labels().labels()) ? 1 : 0;
    return new Counted(constraint, domains, tooFew ? 0 : smallest, self);
  }

  private static Verdict test(NodeInfo node, List<Counted> constraints) {
    for (int i = 0; i < constraints.size(); i++) {
      Counted counted = constraints.get(i);
      String domain = node.labels().get(counted.constraint().key());
      if (domain == null) {
        return NO_LABEL;
      }
      int pods = counted.pods().getOrDefault(domain, 0);
      if (pods + counted.self() - counted.smallest() > counted.constraint().maxSkew()) {
        return SKEWED;
      }
    }
    return Verdict.FITS;
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
    boolean own = !pod.pod().getSpec().getTopologySpreadConstraints().isEmpty();
    List<SpreadConstraint> soft =
        own
            ? SpreadConstraint.of(pod, false)
            : workloads.of(pod).map(SpreadConstraint::defaults).orElse(List.of());
    return soft.isEmpty()
        ? Optional.empty()
        : Optional.of(new SpreadScorer(pod, soft, own, snapshot, feasible));
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return switch (change) {
      case ClusterChange.NodeAdded added -> true;
      case ClusterChange.NodeRemoved removed -> true;
      case ClusterChange.NodeChanged changed -> domainsChanged(changed);
      case ClusterChange.PodPlaced placed -> isSibling(waiting, placed.pod());
      case ClusterChange.PodGone gone -> isSibling(waiting, gone.pod());
      case ClusterChange.PodChanged changed ->
          isSibling(waiting, changed.before()) != isSibling(waiting, changed.after());
      case ClusterChange.Indirect other -> false;
    };
  }

  private static boolean domainsChanged(ClusterChange.NodeChanged changed) {
    NodeFacts before = changed.before();
    NodeFacts after = changed.after();
    return !before.labels().equals(after.labels())
        || !before.hardTaints().equals(after.hardTaints());
  }

  private static boolean isSibling(PodInfo waiting, PodInfo other) {
    if (!waiting.key().namespace().equals(other.key().namespace())) {
      return false;
    }
    for (SpreadConstraint constraint : SpreadConstraint.of(waiting, true)) {
      if (constraint.selector().test(other.labels().labels())) {
        return true;
      }
    }
    return false;
  }
}
