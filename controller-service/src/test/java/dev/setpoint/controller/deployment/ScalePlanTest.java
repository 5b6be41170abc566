package dev.setpoint.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScalePlanTest {

  private static Map<String, Integer> sizes(List<Scale> scales) {
    return scales.stream()
        .collect(Collectors.toMap(s -> s.set().getMetadata().getName(), Scale::to));
  }

  @Test
  void aSingleSetTakesTheWholeNumber() {
    ReplicaSet set = Sets.set("a", 1, 3, 3);
    assertThat(sizes(ScalePlan.of(Sets.deployment(5, "25%", "25%"), set, List.of())))
        .containsExactly(Map.entry("a", 5));
  }

  @Test
  void midwayTheSetsShareInProportion() {
    // Kubernetes' documented example: 10 replicas, maxSurge 3, scaled to 15 while 8 + 5 run.
    ReplicaSet old = Sets.sized(Sets.set("old", 9, 8, 8), 10, 13);
    ReplicaSet fresh = Sets.sized(Sets.set("new", 0, 5, 0), 10, 13);
    Deployment deployment = Sets.deployment(15, "3", "2");
    assertThat(ScalePlan.isScaling(deployment, List.of(old, fresh))).isTrue();
    assertThat(sizes(ScalePlan.of(deployment, fresh, List.of(old))))
        .isEqualTo(Map.of("old", 11, "new", 7));
  }

  @Test
  void scalingToZeroEmptiesAll() {
    ReplicaSet old = Sets.sized(Sets.set("old", 9, 8, 8), 10, 13);
    ReplicaSet fresh = Sets.sized(Sets.set("new", 0, 5, 0), 10, 13);
    assertThat(sizes(ScalePlan.of(Sets.deployment(0, "3", "2"), fresh, List.of(old))))
        .isEqualTo(Map.of("old", 0, "new", 0));
  }

  @Property(tries = 400)
  void neverExceedsTheSurge(
      @ForAll @IntRange(min = 0, max = 30) int to,
      @ForAll @IntRange(min = 1, max = 10) int oldSize,
      @ForAll @IntRange(min = 1, max = 10) int newSize,
      @ForAll @IntRange(min = 0, max = 5) int surge) {
    int from = oldSize + newSize;
    ReplicaSet old = Sets.sized(Sets.set("old", 9, oldSize, oldSize), from, from + surge);
    ReplicaSet fresh = Sets.sized(Sets.set("new", 0, newSize, 0), from, from + surge);
    List<Scale> scales = ScalePlan.of(Sets.deployment(to, "" + surge, "1"), fresh, List.of(old));
    int total = scales.stream().mapToInt(Scale::to).sum();
    assertThat(total).isEqualTo(to == 0 ? 0 : to + surge);
    assertThat(scales).allMatch(scale -> scale.to() >= 0);
  }
}
