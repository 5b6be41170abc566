package dev.setpoint.controller.podgc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodGcPlanTest {

  private static Pod pod(String name, @Nullable String node, String phase, boolean going) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withCreationTimestamp("2026-01-01T00:00:0" + name.charAt(1) + "Z")
        .withDeletionTimestamp(going ? "2026-01-01T00:00:00Z" : null)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  private static List<String> names(List<PodGcPlan.Removal> removals) {
    return removals.stream()
        .map(r -> r.pod().getMetadata().getName() + ":" + r.disruption())
        .toList();
  }

  @Test
  void removesThoseOfMissingNodesAndThoseThatNoAgentWillFinish() {
    List<Pod> pods =
        List.of(
            pod("p1", "gone", "Running", false),
            pod("p2", "there", "Running", false),
            pod("p3", null, "Pending", true),
            pod("p4", null, "Pending", false),
            pod("p5", "there", "Running", true));
    assertThat(names(PodGcPlan.of(pods, Map.of(), Set.of("gone"), 0)))
        .containsExactly("p1:PodGC: node no longer exists", "p3:");
  }

  @Test
  void keepsTheYoungestOfTheTerminated() {
    List<Pod> pods =
        List.of(
            pod("p3", "n", "Succeeded", false),
            pod("p1", "n", "Failed", false),
            pod("p2", "n", "Succeeded", false));
    assertThat(names(PodGcPlan.of(pods, Map.of(), Set.of(), 2))).containsExactly("p1:");
    assertThat(PodGcPlan.of(pods, Map.of(), Set.of(), 0)).isEmpty();
  }
}
