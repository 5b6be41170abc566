package dev.setpoint.scheduler.simulation;

import static dev.setpoint.scheduler.testing.Make.info;
import static dev.setpoint.scheduler.testing.Make.labelled;
import static dev.setpoint.scheduler.testing.Make.node;
import static dev.setpoint.scheduler.testing.Make.on;
import static dev.setpoint.scheduler.testing.Make.pod;
import static dev.setpoint.scheduler.testing.Make.with;
import static dev.setpoint.scheduler.testing.Make.withPriority;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.scheduler.preemption.Budgets;
import dev.setpoint.scheduler.simulation.Simulator.Outcome;
import dev.setpoint.scheduler.simulation.Simulator.Placement;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.testing.Make;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nodes have 4 cores. */
class SimulatorTest {

  private static final String FULL = "0/2 nodes are available: 2 Insufficient cpu.";

  private static Outcome run(
      ClusterSnapshot live, List<PodInfo> pods, Set<String> removed, Budgets budgets) {
    return new Simulator(Make.decider(1)).run(live, pods, removed, budgets);
  }

  @Test
  void eachPodSeesThoseBeforeItAndTheClusterStaysAsItIs() {
    ClusterSnapshot live = Make.cluster(info(node("a")), info(node("b")));
    Outcome outcome = run(live, Simulator.copies(pod("p", "3", "1Mi"), 3), Set.of(), Budgets.NONE);
    assertThat(outcome.placements())
        .extracting(Placement::name)
        .containsExactly("p-0", "p-1", "p-2");
    assertThat(outcome.placements().subList(0, 2))
        .extracting(Placement::node)
        .containsExactlyInAnyOrder("a", "b");
    assertThat(outcome.placements().getLast())
        .isEqualTo(new Placement("default", "p-2", "", "", FULL));
    assertThat(live.nodes()).allMatch(n -> n.pods().isEmpty());
  }

  private static Pod daemon(Pod pod) {
    return with(
        pod,
        b ->
            b.editMetadata()
                .addNewOwnerReference()
                .withKind("DaemonSet")
                .withController(true)
                .endOwnerReference()
                .endMetadata());
  }

  @Test
  void whatARemovedNodeHeldIsPlacedAnewTheImportantFirst() {
    ClusterSnapshot live =
        Make.cluster(
            info(
                node("a"),
                on("a", labelled(pod("minor", "3", "1Mi"), "app", "web")),
                on("a", withPriority(10, pod("major", "3", "1Mi"))),
                on("a", daemon(pod("agent", "1", "1Mi")))),
            info(node("b")));
    Budgets budgets =
        Budgets.of(
            List.of(
                new PodDisruptionBudgetBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName("web")
                    .endMetadata()
                    .withNewSpec()
                    .withNewSelector()
                    .addToMatchLabels("app", "web")
                    .endSelector()
                    .endSpec()
                    .withNewStatus()
                    .withDisruptionsAllowed(0)
                    .endStatus()
                    .build()));
    Outcome outcome = run(live, List.of(), Set.of("a", "nowhere"), budgets);
    assertThat(outcome.displaced())
        .containsExactly(
            new Placement("default", "major", "a", "b", ""),
            new Placement(
                "default", "minor", "a", "", "0/1 nodes are available: 1 Insufficient cpu."));
    assertThat(outcome.violatedBudgets()).containsExactly("default/web");
    assertThat(outcome.unknownNodes()).containsExactly("nowhere");
  }
}
