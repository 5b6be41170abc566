package dev.setpoint.scheduler.framework;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.testing.Make;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DecisionPropertyTest {

  private static final Pattern COUNTED =
      Pattern.compile("(\\d+) (Insufficient|Too many|node\\(s\\))");

  record NodeShape(int cores, int gibibytes, int pods, int flaw) {}

  record PodShape(int milliCpu, int mebibytes, int port) {}

  @Provide
  Arbitrary<List<NodeShape>> nodes() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(0, 6),
            Arbitraries.integers().between(0, 5))
        .as(NodeShape::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<PodShape>> pods() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 3000),
            Arbitraries.integers().between(0, 3000),
            Arbitraries.integers().between(0, 3))
        .as(PodShape::new)
        .list()
        .ofMaxSize(40);
  }

  private static Node make(int index, NodeShape shape) {
    Node node =
        Make.node(
            "n" + index, String.valueOf(shape.cores()), shape.gibibytes() + "Gi", shape.pods());
    return switch (shape.flaw()) {
      case 0 -> Make.cordoned(node);
      case 1 -> Make.tainted(node, "k", "v", "NoSchedule");
      default -> node;
    };
  }

  private static Pod make(int index, PodShape shape) {
    Pod pod = Make.pod("p" + index, shape.milliCpu() + "m", shape.mebibytes() + "Mi");
    return shape.port() == 0
        ? pod
        : Make.with(
            pod,
            b ->
                b.editSpec()
                    .editFirstContainer()
                    .addNewPort()
                    .withHostPort(8000 + shape.port())
                    .endPort()
                    .endContainer()
                    .endSpec());
  }

  @Property(tries = 300)
  void noNodeIsEverOvercommittedAndEveryNodeHasItsReason(
      @ForAll("nodes") List<NodeShape> nodes,
      @ForAll("pods") List<PodShape> pods,
      @ForAll long seed) {
    ClusterCache cache = new ClusterCache();
    for (int i = 0; i < nodes.size(); i++) {
      cache.setNode(NodeFacts.of(make(i, nodes.get(i))));
    }
    Decider decider = Make.decider(seed);
    for (int i = 0; i < pods.size(); i++) {
      PodInfo pod = cache.info(make(i, pods.get(i)));
      ClusterSnapshot snapshot = cache.snapshot();
      switch (decider.decide(pod, snapshot)) {
        case Decision.Placed placed -> cache.assume(pod, placed.node(), Instant.EPOCH);
        case Decision.Unfit(Diagnosis diagnosis) -> explained(pod, diagnosis, snapshot, decider);
      }
    }
    for (NodeInfo node : cache.snapshot().nodes()) {
      assertThat(node.requestedMilliCpu()).isLessThanOrEqualTo(node.allocatable().milliCpu());
      assertThat(node.requestedMemory()).isLessThanOrEqualTo(node.allocatable().memory());
      assertThat((long) node.pods().size()).isLessThanOrEqualTo(node.facts().maxPods());
      assertThat(node.usedPorts()).doesNotHaveDuplicates();
      if (!node.pods().isEmpty()) {
        assertThat(node.facts().unschedulable()).isFalse();
        assertThat(node.facts().hardTaints()).isEmpty();
      }
    }
  }

  /** Every Node has a verdict, every verdict its reasons, and the message counts them all. */
  private static void explained(
      PodInfo pod, Diagnosis diagnosis, ClusterSnapshot snapshot, Decider decider) {
    assertThat(diagnosis.asked()).isEqualTo(snapshot.nodes());
    assertThat(diagnosis.verdicts()).hasSize(snapshot.size());
    int reasons = 0;
    for (int i = 0; i < diagnosis.asked().size(); i++) {
      NodeInfo node = diagnosis.asked().get(i);
      Verdict verdict = diagnosis.verdicts().get(i);
      assertThat(verdict).isEqualTo(decider.check(pod, snapshot, node));
      assertThat(verdict.reasons()).isNotEmpty();
      reasons += verdict.reasons().size();
    }
    Matcher counted = COUNTED.matcher(diagnosis.message());
    int sum = 0;
    while (counted.find()) {
      sum += Integer.parseInt(counted.group(1));
    }
    assertThat(sum).isEqualTo(reasons);
  }
}
