package dev.setpoint.scheduler.preemption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Decision;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.testing.Make;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PreemptionPropertyTest {

  record Running(int node, int milliCpu, int priority) {}

  @Provide
  Arbitrary<List<Running>> pods() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(100, 2000),
            Arbitraries.integers().between(-3, 5))
        .as(Running::new)
        .list()
        .ofMaxSize(25);
  }

  private static ClusterSnapshot cluster(List<Running> pods) {
    List<List<PodInfo>> perNode = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      perNode.add(new ArrayList<>());
    }
    for (int i = 0; i < pods.size(); i++) {
      Running pod = pods.get(i);
      perNode
          .get(pod.node())
          .add(
              PodInfo.of(
                  Make.withPriority(
                      pod.priority(), Make.pod("p" + i, pod.milliCpu() + "m", "1Mi"))));
    }
    List<NodeInfo> nodes = new ArrayList<>();
    for (int i = 0; i < perNode.size(); i++) {
      nodes.add(new NodeInfo(NodeFacts.of(Make.node("n" + i)), perNode.get(i)));
    }
    return ClusterSnapshot.of(nodes);
  }

  private static boolean fits(
      Decider decider, PodInfo pod, ClusterSnapshot snapshot, NodeInfo node, List<PodInfo> left) {
    NodeInfo without = new NodeInfo(node.facts(), left);
    return decider.check(pod, snapshot.with(without), without) instanceof Verdict.Fits;
  }

  @Property(tries = 300)
  void victimsAreLesserEnoughAndNoneTooMany(
      @ForAll("pods") List<Running> running, @ForAll long seed) {
    ClusterSnapshot snapshot = cluster(running);
    Decider decider = Make.decider(seed);
    PodInfo pod = PodInfo.of(Make.withPriority(3, Make.pod("coming", "2500m", "1Mi")));
    if (!(decider.decide(pod, snapshot) instanceof Decision.Unfit(var diagnosis))) {
      return;
    }
    Preemption plan =
        new PreemptionPlanner(decider, Make.random(seed))
            .plan(pod, snapshot, diagnosis, Budgets.NONE, p -> false);
    if (!(plan instanceof Preemption.Evict(Candidate candidate))) {
      for (NodeInfo node : snapshot.nodes()) {
        List<PodInfo> equals = node.pods().stream().filter(p -> p.priority() >= 3).toList();
        assertThat(fits(decider, pod, snapshot, node, equals))
            .as("nothing helps only if evicting all lesser Pods doesn't")
            .isFalse();
      }
      return;
    }
    NodeInfo node = snapshot.node(candidate.node());
    List<PodInfo> left = new ArrayList<>(node.pods());
    left.removeAll(candidate.victims());
    assertThat(candidate.victims()).isNotEmpty().allMatch(v -> v.priority() < 3);
    assertThat(fits(decider, pod, snapshot, node, left)).isTrue();
    for (PodInfo victim : candidate.victims()) {
      List<PodInfo> oneMore = new ArrayList<>(left);
      oneMore.add(victim);
      assertThat(fits(decider, pod, snapshot, node, oneMore)).isFalse();
    }
  }

  @Property(tries = 300)
  void theIndexOfATrialIsThatOfACluster(
      @ForAll("pods") List<Running> running, @ForAll("pods") List<Running> other) {
    ClusterSnapshot trial = cluster(running);
    ClusterSnapshot wanted = cluster(other);
    for (NodeInfo node : wanted.nodes()) {
      trial = trial.with(node);
    }
    assertThat(alive(trial)).isEqualTo(alive(wanted));
    assertThat(trial.nodes()).isEqualTo(wanted.nodes());
  }

  private static java.util.Map<String, Integer> alive(ClusterSnapshot snapshot) {
    var counts = new java.util.HashMap<String, Integer>();
    snapshot
        .labelIndex()
        .visit(labels -> true, (node, pods) -> counts.merge(node, pods, Integer::sum));
    counts.values().removeIf(count -> count == 0);
    return counts;
  }
}
