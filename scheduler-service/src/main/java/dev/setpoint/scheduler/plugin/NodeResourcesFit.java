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
import dev.setpoint.scheduler.snapshot.ResourceVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** A Node must have what a Pod asks for; how full Nodes should be is the profile's choice. */
@Component
public final class NodeResourcesFit implements FilterPlugin, ScorePlugin {

  private static final List<String> COMMON =
      List.of(
          "Too many pods",
          "Insufficient cpu",
          "Insufficient memory",
          "Insufficient ephemeral-storage");

  /** A verdict for each combination, made once: a large cluster refuses often. */
  private static final List<Verdict> UNSCHEDULABLE =
      IntStream.range(0, 1 << COMMON.size())
          .<Verdict>mapToObj(mask -> new Verdict.Unschedulable(reasons(mask)))
          .toList();

  private static final List<Verdict> UNRESOLVABLE =
      IntStream.range(0, 1 << COMMON.size())
          .<Verdict>mapToObj(mask -> new Verdict.Unresolvable(reasons(mask)))
          .toList();

  private final FitScorings scorings;

  public NodeResourcesFit(FitScorings scorings) {
    this.scorings = scorings;
  }

  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public int order() {
    return 60;
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    ResourceVector requests = pod.requests();
    return Preparation.each(node -> fits(requests, node) ? Verdict.FITS : refusal(requests, node));
  }

  /** A resource that isn't asked for never stands in the way, even if its Node is overfull. */
  private static boolean fits(ResourceVector requests, NodeInfo node) {
    ResourceVector allocatable = node.allocatable();
    if (node.pods().size() + 1 > node.facts().maxPods()
        || lacks(requests.milliCpu(), allocatable.milliCpu(), node.requestedMilliCpu())
        || lacks(requests.memory(), allocatable.memory(), node.requestedMemory())
        || lacks(
            requests.ephemeralStorage(),
            allocatable.ephemeralStorage(),
            node.requestedEphemeralStorage())) {
      return false;
    }
    if (requests.others().isEmpty()) {
      return true;
    }
    for (Map.Entry<String, Long> other : requests.others().entrySet()) {
      String name = other.getKey();
      if (lacks(other.getValue(), allocatable.other(name), node.requestedOther(name))) {
        return false;
      }
    }
    return true;
  }

  private static boolean lacks(long wanted, long allocatable, long requested) {
    return wanted > 0 && wanted > allocatable - requested;
  }

  /** Every resource that is short; unresolvable if even the empty Node would be too small. */
  private static Verdict refusal(ResourceVector requests, NodeInfo node) {
    ResourceVector allocatable = node.allocatable();
    int mask = 0;
    if (node.pods().size() + 1 > node.facts().maxPods()) {
      mask |= 1;
    }
    if (lacks(requests.milliCpu(), allocatable.milliCpu(), node.requestedMilliCpu())) {
      mask |= 2;
    }
    if (lacks(requests.memory(), allocatable.memory(), node.requestedMemory())) {
      mask |= 4;
    }
    if (lacks(
        requests.ephemeralStorage(),
        allocatable.ephemeralStorage(),
        node.requestedEphemeralStorage())) {
      mask |= 8;
    }
    boolean hopeless = !largeEnough(requests, node.facts());
    if (requests.others().isEmpty()) {
      return (hopeless ? UNRESOLVABLE : UNSCHEDULABLE).get(mask);
    }
    List<String> reasons = new ArrayList<>(reasons(mask));
    requests
        .others()
        .forEach(
            (name, wanted) -> {
              if (lacks(wanted, allocatable.other(name), node.requestedOther(name))) {
                reasons.add("Insufficient " + name);
              }
            });
    return hopeless ? new Verdict.Unresolvable(reasons) : new Verdict.Unschedulable(reasons);
  }

  private static List<String> reasons(int mask) {
    List<String> reasons = new ArrayList<>(COMMON.size());
    for (int i = 0; i < COMMON.size(); i++) {
      if ((mask & 1 << i) != 0) {
        reasons.add(COMMON.get(i));
      }
    }
    return List.copyOf(reasons);
  }

  private static boolean largeEnough(ResourceVector requests, NodeFacts node) {
    ResourceVector allocatable = node.allocatable();
    if (node.maxPods() < 1
        || requests.milliCpu() > allocatable.milliCpu()
        || requests.memory() > allocatable.memory()
        || requests.ephemeralStorage() > allocatable.ephemeralStorage()) {
      return false;
    }
    for (Map.Entry<String, Long> other : requests.others().entrySet()) {
      if (other.getValue() > allocatable.other(other.getKey())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
    return Optional.of(scorings.of(pod).scorer(pod));
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return switch (change) {
      case ClusterChange.NodeAdded added -> largeEnough(waiting.requests(), added.node());
      case ClusterChange.NodeChanged changed ->
          grew(changed.before(), changed.after())
              && largeEnough(waiting.requests(), changed.after());
      case ClusterChange.PodGone gone -> true;
      case ClusterChange.PodChanged changed ->
          !changed.before().requests().equals(changed.after().requests());
      case ClusterChange.NodeRemoved other -> false;
      case ClusterChange.PodPlaced other -> false;
      case ClusterChange.Indirect other -> false;
    };
  }

  private static boolean grew(NodeFacts before, NodeFacts after) {
    return !before.allocatable().equals(after.allocatable()) || before.maxPods() < after.maxPods();
  }
}
