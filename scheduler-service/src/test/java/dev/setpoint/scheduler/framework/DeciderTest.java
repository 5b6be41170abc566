package dev.setpoint.scheduler.framework;

import static dev.setpoint.scheduler.testing.Make.cluster;
import static dev.setpoint.scheduler.testing.Make.cordoned;
import static dev.setpoint.scheduler.testing.Make.info;
import static dev.setpoint.scheduler.testing.Make.message;
import static dev.setpoint.scheduler.testing.Make.node;
import static dev.setpoint.scheduler.testing.Make.on;
import static dev.setpoint.scheduler.testing.Make.pod;
import static dev.setpoint.scheduler.testing.Make.tainted;
import static dev.setpoint.scheduler.testing.Make.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.testing.Make;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeciderTest {

  private static Decision.Placed place(Decider decider, Pod pod, ClusterSnapshot snapshot) {
    return (Decision.Placed) decider.decide(PodInfo.of(pod), snapshot);
  }

  private static ClusterSnapshot of(int nodes) {
    return ClusterSnapshot.of(
        IntStream.range(0, nodes).mapToObj(i -> info(node("n%04d".formatted(i)))).toList());
  }

  @Test
  void theMessageCountsReasonsInKubeSchedulersWords() {
    assertThat(
            message(
                pod("p", "3", "1Gi"),
                cluster(
                    info(node("a"), on("a", pod("x", "2", "1Gi"))),
                    info(tainted(node("b"), "k", "v", "NoSchedule")),
                    info(tainted(node("c"), "k", "v", "NoSchedule")),
                    info(cordoned(node("d"))))))
        .isEqualTo(
            "0/4 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable, 2 node(s)"
                + " had untolerated taint {k: v}.");
  }

  @Test
  void withoutNodesTheMessageSaysSo() {
    assertThat(message(pod("p"), ClusterSnapshot.EMPTY))
        .isEqualTo("no nodes available to schedule pods");
  }

  private static Pod pinned(String node) {
    return with(
        pod("p", "3", "1Gi"),
        b ->
            b.editSpec()
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addToMatchFields(new NodeSelectorRequirement("metadata.name", "In", List.of(node)))
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .endSpec());
  }

  @Test
  void nodesRuledOutBeforehandAreCountedTogether() {
    ClusterSnapshot snapshot =
        cluster(info(node("a"), on("a", pod("x", "2", "1Gi"))), info(node("b")), info(node("c")));
    assertThat(message(pinned("a"), snapshot))
        .isEqualTo(
            "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s)"
                + " [NodeAffinity].");
    assertThat(place(Make.decider(1), pinned("b"), snapshot))
        .isEqualTo(new Decision.Placed("b", 1, 1));
  }

  @Test
  void equalNodesAreChosenEvenly() {
    Decider decider = Make.decider(42);
    ClusterSnapshot snapshot = of(4);
    Map<String, Integer> chosen = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      chosen.merge(place(decider, pod("p"), snapshot).node(), 1, Integer::sum);
    }
    assertThat(chosen).hasSize(4);
    assertThat(chosen.values()).allSatisfy(n -> assertThat(n).isBetween(60, 140));
  }

  @Test
  void oneSeedGivesOneSequence() {
    ClusterSnapshot snapshot = of(10);
    Decider one = Make.decider(7);
    Decider other = Make.decider(7);
    for (int i = 0; i < 50; i++) {
      assertThat(place(one, pod("p"), snapshot)).isEqualTo(place(other, pod("p"), snapshot));
    }
  }

  @Test
  void samplesShrinkWithTheClusterAndRotate() {
    assertThat(Sampling.ADAPTIVE.enough(99)).isEqualTo(99);
    assertThat(Sampling.ADAPTIVE.enough(100)).isEqualTo(100);
    assertThat(Sampling.ADAPTIVE.enough(1000)).isEqualTo(420);
    assertThat(Sampling.ADAPTIVE.enough(5000)).isEqualTo(500);
    assertThat(Sampling.ADAPTIVE.enough(20000)).isEqualTo(1000);
    assertThat(new Sampling(10).enough(5000)).isEqualTo(500);
    ClusterSnapshot snapshot = of(400);
    Decider decider = Make.decider(3);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Decision.Placed placed = place(decider, pod("p"), snapshot);
      assertThat(placed.feasible()).isEqualTo(188);
      seen.add(placed.node());
    }
    assertThat(seen).as("all Nodes get their turn").hasSizeGreaterThan(130);
  }

  @Test
  void aSampleGoesOnUntilSomethingFits() {
    NodeInfo[] nodes =
        IntStream.range(0, 300)
            .mapToObj(
                i -> i == 299 ? info(node("last")) : info(cordoned(node("n%03d".formatted(i)))))
            .toArray(NodeInfo[]::new);
    assertThat(place(Make.decider(1), pod("p"), cluster(nodes)).node()).isEqualTo("last");
  }

  @Test
  void pluginsAreDisabledAndReweighedByName() {
    ClusterSnapshot snapshot = cluster(info(cordoned(node("a"))));
    PluginSet without =
        new PluginSet(Make.plugins(), new PluginProperties(Set.of("NodeUnschedulable"), Map.of()));
    assertThat(place(Make.decider(without, 1), pod("p"), snapshot).node()).isEqualTo("a");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new PluginSet(Make.plugins(), new PluginProperties(Set.of("Nope"), Map.of())))
        .withMessageContaining("Nope");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new PluginSet(
                    List.of(Make.plugins().getFirst(), Make.plugins().getFirst()),
                    PluginProperties.DEFAULTS))
        .withMessageContaining("two scheduler plugins");
    // The fuller Node wins only if emptiness weighs nothing and balance decides.
    PluginSet reweighed =
        new PluginSet(
            Make.plugins(), new PluginProperties(Set.of(), Map.of("NodeResourcesFit", 0)));
    ClusterSnapshot uneven =
        cluster(
            info(node("even"), on("even", pod("x", "2", "4Gi"))),
            info(node("skewed"), on("skewed", pod("y", "500m", "0"))));
    assertThat(place(Make.decider(1), pod("p", "1", "2Gi"), uneven).node()).isEqualTo("skewed");
    assertThat(place(Make.decider(reweighed, 1), pod("p", "1", "2Gi"), uneven).node())
        .isEqualTo("even");
  }
}
