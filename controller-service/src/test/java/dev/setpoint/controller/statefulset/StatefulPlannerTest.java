package dev.setpoint.controller.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.workload.Revisions;
import dev.setpoint.controller.statefulset.StatefulPlan.Step;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StatefulPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static StatefulSet set(int replicas, String management, int partition) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName("web")
        .withUid("uid")
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withPodManagementPolicy(management)
        .withNewUpdateStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withPartition(partition)
        .endRollingUpdate()
        .endUpdateStrategy()
        .endSpec()
        .build();
  }

  private static Pod pod(int ordinal, String revision, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web-" + ordinal)
        .addToLabels(Revisions.LABEL, revision)
        .endMetadata()
        .withNewStatus()
        .withPhase(ready ? "Running" : "Pending")
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .withLastTransitionTime("2026-01-01T11:00:00Z")
        .endCondition()
        .endStatus()
        .build();
  }

  private static List<String> doings(StatefulPlan plan) {
    return plan.steps().stream()
        .filter(step -> !(step instanceof Step.Mend))
        .map(
            step ->
                switch (step) {
                  case Step.Create(int ordinal, boolean updated) ->
                      "+" + ordinal + (updated ? "new" : "old");
                  case Step.Delete(Pod pod) -> "-" + pod.getMetadata().getName();
                  case Step.Mend(Pod pod) -> "";
                })
        .toList();
  }

  private static List<String> doings(StatefulSet set, Pod... pods) {
    return doings(StatefulPlanner.of(set, List.of(pods), "r1", "r2", NOW));
  }

  @Test
  void makesOneAfterTheOther() {
    StatefulSet set = set(3, "OrderedReady", 0);
    assertThat(doings(set)).containsExactly("+0new");
    assertThat(doings(set, pod(0, "r2", false))).isEmpty();
    assertThat(doings(set, pod(0, "r2", true))).containsExactly("+1new");
    assertThat(doings(set(3, "Parallel", 0))).containsExactly("+0new", "+1new", "+2new");
  }

  @Test
  void removesTheLastFirst() {
    StatefulSet set = set(1, "OrderedReady", 0);
    var pods = new Pod[] {pod(0, "r2", true), pod(1, "r2", true), pod(2, "r2", true)};
    assertThat(doings(set, pods)).containsExactly("-web-2");
    pods[2] = pod(2, "r2", false);
    assertThat(doings(set, pods)).containsExactly("-web-2");
    pods[1] = pod(1, "r2", false);
    assertThat(doings(set, pods)).isEmpty(); // web-1 is to recover before web-2 goes
  }

  @Test
  void updatesFromTheEndDownToThePartition() {
    StatefulSet set = set(3, "OrderedReady", 1);
    assertThat(doings(set, pod(0, "r1", true), pod(1, "r1", true), pod(2, "r1", true)))
        .containsExactly("-web-2");
    assertThat(doings(set, pod(0, "r1", true), pod(1, "r1", true), pod(2, "r2", false))).isEmpty();
    assertThat(doings(set, pod(0, "r1", true), pod(1, "r1", true), pod(2, "r2", true)))
        .containsExactly("-web-1");
    assertThat(doings(set, pod(0, "r1", true), pod(1, "r2", true), pod(2, "r2", true))).isEmpty();
    assertThat(doings(set, pod(1, "r2", true), pod(2, "r2", true))).containsExactly("+0old");
  }

  @Test
  void theRevisionIsCurrentWhenAllHaveIt() {
    StatefulSet set = set(2, "OrderedReady", 0);
    var status =
        StatefulPlanner.of(set, List.of(pod(0, "r2", true), pod(1, "r2", true)), "r1", "r2", NOW)
            .status();
    assertThat(status.getCurrentRevision()).isEqualTo("r2");
    assertThat(status.getCurrentReplicas()).isEqualTo(2);
  }

  /**
   * Whatever is ready when: at most one Pod of an ordinal, and in order no more than one missing.
   */
  @Property(tries = 200)
  void rollsOutWithAtMostOneUnavailable(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int replicas) {
    Random random = new Random(seed);
    StatefulSet set = set(replicas, "OrderedReady", 0);
    TreeMap<Integer, Pod> pods = new TreeMap<>();
    for (int i = 0; i < replicas; i++) {
      pods.put(i, pod(i, "r1", true));
    }
    for (int round = 0; round < 2000; round++) {
      StatefulPlan plan = StatefulPlanner.of(set, pods.values(), "r1", "r2", NOW);
      for (Step step : plan.steps()) {
        switch (step) {
          case Step.Create(int ordinal, boolean updated) -> {
            assertThat(pods).doesNotContainKey(ordinal);
            pods.put(ordinal, pod(ordinal, updated ? "r2" : "r1", false));
          }
          case Step.Delete(Pod pod) -> pods.remove(Sets.ordinal(set, pod));
          case Step.Mend(Pod pod) -> {}
        }
      }
      long ready = pods.values().stream().filter(Sets::isHealthy).count();
      assertThat(ready).isGreaterThanOrEqualTo(replicas - 1);
      pods.replaceAll(
          (ordinal, pod) ->
              Sets.isHealthy(pod) || random.nextInt(3) > 0
                  ? pod
                  : pod(ordinal, Sets.revision(pod), true));
      if (ready == replicas
          && pods.values().stream().allMatch(p -> Sets.revision(p).equals("r2"))) {
        return;
      }
    }
    throw new AssertionError("never rolled out: " + pods.keySet());
  }
}
