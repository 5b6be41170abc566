package dev.setpoint.controller.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.workload.Revisions;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DaemonPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static DaemonSet set(int maxUnavailable, int maxSurge) {
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName("d")
        .withUid("uid")
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .withNewMetadata()
        .endMetadata()
        .withNewSpec()
        .addToNodeSelector("disk", "ssd")
        .endSpec()
        .endTemplate()
        .withNewUpdateStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxUnavailable(new IntOrString(maxUnavailable))
        .withMaxSurge(new IntOrString(maxSurge))
        .endRollingUpdate()
        .endUpdateStrategy()
        .endSpec()
        .build();
  }

  private static Node node(String name, String... taintEffects) {
    NodeBuilder node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels("disk", "ssd")
            .endMetadata()
            .withNewSpec()
            .endSpec();
    for (String effect : taintEffects) {
      node.editSpec().addNewTaint(effect, "maintenance", null, "yes").endSpec();
    }
    return node.build();
  }

  private static Pod pod(String name, String node, String hash, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withUid(name)
        .addToLabels(Revisions.LABEL, hash)
        .withCreationTimestamp("2026-01-01T10:00:00Z")
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .withLastTransitionTime("2026-01-01T11:00:00Z")
        .endCondition()
        .endStatus()
        .build();
  }

  private static DaemonPlan plan(DaemonSet set, List<Node> nodes, List<Pod> pods) {
    return DaemonPlanner.of(set, nodes, pods, "new", true, NOW, node -> false);
  }

  private static List<String> names(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
  }

  @Test
  void aFailedPodIsReplacedUnlessItsNodeBacksOff() {
    DaemonSet set = set(1, 0);
    List<Node> nodes = List.of(node("a"), node("b"));
    List<Pod> failed = List.of(pod("x", "a", "new", false), pod("y", "b", "new", false));
    failed.forEach(pod -> pod.getStatus().setPhase("Failed"));
    DaemonPlan plan = DaemonPlanner.of(set, nodes, failed, "new", true, NOW, "a"::equals);
    assertThat(names(plan.delete())).containsExactly("y");
    assertThat(names(plan.ended())).containsExactly("y");
    assertThat(plan.create()).isEmpty();
  }

  @Test
  void onePodOnEachNodeThatFits() {
    Node other =
        new NodeBuilder(node("c")).editMetadata().removeFromLabels("disk").endMetadata().build();
    DaemonPlan plan =
        plan(set(1, 0), List.of(node("a"), node("b"), other), List.of(pod("p", "a", "new", true)));
    assertThat(plan.create()).containsExactly("b");
    assertThat(plan.status().getDesiredNumberScheduled()).isEqualTo(2);
    assertThat(plan.status().getCurrentNumberScheduled()).isEqualTo(1);
    Pod made = Daemons.podFor(set(1, 0), "b", "new", ThreadLocalRandom.current());
    assertThat(Daemons.nodeOf(made)).isEqualTo("b");
    assertThat(made.getSpec().getTolerations()).hasSize(6);
  }

  @Test
  void aTaintKeepsOutOrDrivesOut() {
    var nodes = List.of(node("a", "NoSchedule"), node("b", "NoExecute"));
    DaemonPlan plan =
        plan(set(1, 0), nodes, List.of(pod("p", "a", "new", true), pod("q", "b", "new", true)));
    assertThat(plan.create()).isEmpty();
    assertThat(names(plan.delete())).containsExactly("q");
    assertThat(plan.status().getNumberMisscheduled()).isEqualTo(2);
  }

  @Test
  void replacesWhatIsBrokenFirst() {
    var nodes = List.of(node("a"), node("b"), node("c"));
    var pods =
        List.of(
            pod("p", "a", "old", true), pod("q", "b", "old", true), pod("r", "c", "old", false));
    assertThat(names(plan(set(1, 0), nodes, pods).delete())).containsExactly("r");
    assertThat(names(plan(set(2, 0), nodes, pods).delete())).containsExactly("r", "p");
  }

  @Test
  void aSurgeMakesTheNewOneFirst() {
    var nodes = List.of(node("a"), node("b"));
    List<Pod> pods =
        new ArrayList<>(List.of(pod("p", "a", "old", true), pod("q", "b", "old", true)));
    DaemonPlan first = plan(set(0, 1), nodes, pods);
    assertThat(first.create()).containsExactly("a");
    assertThat(first.delete()).isEmpty();
    pods.add(pod("n", "a", "new", false));
    DaemonPlan waiting = plan(set(0, 1), nodes, pods);
    assertThat(waiting.create()).isEmpty();
    assertThat(waiting.delete()).isEmpty();
    pods.set(2, pod("n", "a", "new", true));
    assertThat(names(plan(set(0, 1), nodes, pods).delete())).containsExactly("p");
  }

  /**
   * Never more Nodes without an available Pod than promised, and never two of one kind on a Node.
   */
  @Property(tries = 200)
  void keepsItsPromiseDuringAnUpdate(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int size,
      @ForAll @IntRange(max = 3) int maxUnavailable) {
    Random random = new Random(seed);
    DaemonSet set = maxUnavailable == 0 ? set(0, 1) : set(maxUnavailable, 0);
    List<Node> nodes = new ArrayList<>();
    List<Pod> pods = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      nodes.add(node("n" + i));
      pods.add(pod("old" + i, "n" + i, "old", true));
    }
    int made = 0;
    for (int round = 0; round < 2000; round++) {
      DaemonPlan plan = plan(set, nodes, pods);
      pods.removeAll(plan.delete());
      for (String node : plan.create()) {
        pods.add(pod("new" + made++, node, "new", false));
      }
      long available =
          nodes.stream()
              .filter(
                  node ->
                      pods.stream()
                          .anyMatch(
                              p ->
                                  Daemons.nodeOf(p).equals(node.getMetadata().getName())
                                      && dev.setpoint.common.pod.PodStates.isReady(p)))
              .count();
      assertThat(available).isGreaterThanOrEqualTo(size - maxUnavailable);
      assertThat(pods.size()).isLessThanOrEqualTo(size + (maxUnavailable == 0 ? 1 : 0));
      if (pods.size() == size && pods.stream().allMatch(p -> Daemons.isOf(p, "new"))) {
        return;
      }
      pods.replaceAll(
          p ->
              random.nextInt(3) > 0
                  ? p
                  : pod(
                      p.getMetadata().getName(),
                      Daemons.nodeOf(p),
                      p.getMetadata().getLabels().get(Revisions.LABEL),
                      true));
    }
    throw new AssertionError("never rolled out: " + names(pods));
  }
}
