package dev.setpoint.controller.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BudgetStatusTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static PodDisruptionBudget budget(@Nullable Object least, @Nullable Object most) {
    return new PodDisruptionBudgetBuilder()
        .withNewMetadata()
        .withGeneration(3L)
        .endMetadata()
        .withNewSpec()
        .withMinAvailable(value(least))
        .withMaxUnavailable(value(most))
        .endSpec()
        .build();
  }

  private static @Nullable IntOrString value(@Nullable Object value) {
    return value == null
        ? null
        : value instanceof Integer number ? new IntOrString(number) : new IntOrString(value + "");
  }

  private static List<Pod> pods(int ready, int unready) {
    List<Pod> pods = new ArrayList<>();
    for (int i = 0; i < ready + unready; i++) {
      pods.add(
          new PodBuilder()
              .withNewMetadata()
              .withName("p" + i)
              .endMetadata()
              .withNewStatus()
              .addNewCondition()
              .withType("Ready")
              .withStatus(i < ready ? "True" : "False")
              .endCondition()
              .endStatus()
              .build());
    }
    return pods;
  }

  private static String numbers(PodDisruptionBudgetStatus status) {
    return status.getCurrentHealthy()
        + "/"
        + status.getDesiredHealthy()
        + " of "
        + status.getExpectedPods()
        + ": "
        + status.getDisruptionsAllowed();
  }

  @Test
  void numbersCountThePodsThereAreAndPercentagesThoseThatAreWanted() {
    assertThat(numbers(BudgetStatus.of(budget(1, null), pods(2, 0), 9, NOW)))
        .isEqualTo("2/1 of 2: 1");
    assertThat(numbers(BudgetStatus.of(budget("50%", null), pods(3, 0), 5, NOW)))
        .isEqualTo("3/3 of 5: 0");
    assertThat(numbers(BudgetStatus.of(budget(null, "30%"), pods(5, 0), 5, NOW)))
        .isEqualTo("5/3 of 5: 2");
    assertThat(numbers(BudgetStatus.of(budget(null, 1), pods(0, 0), 0, NOW)))
        .isEqualTo("0/0 of 0: 0");
  }

  @Test
  void aNotedEvictionCountsUntilThePodIsSeenToGoOrTheNoteIsOld() {
    PodDisruptionBudget noted =
        new PodDisruptionBudgetBuilder(budget(1, null))
            .withNewStatus()
            .withDisruptedPods(
                Map.of(
                    "p0", NOW.minusSeconds(30).toString(),
                    "p1", NOW.minusSeconds(300).toString(),
                    "gone", NOW.toString()))
            .endStatus()
            .build();
    PodDisruptionBudgetStatus status = BudgetStatus.of(noted, pods(3, 0), 3, NOW);
    assertThat(status.getDisruptedPods()).containsOnlyKeys("p0");
    assertThat(status.getDisruptionsAllowed()).isEqualTo(1);
    assertThat(BudgetStatus.nextLook(status, NOW)).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void theConditionKeepsItsTimeWhileItStays() {
    PodDisruptionBudget budget = budget(1, null);
    PodDisruptionBudgetStatus first = BudgetStatus.of(budget, pods(2, 0), 2, NOW);
    PodDisruptionBudget next = new PodDisruptionBudgetBuilder(budget).withStatus(first).build();
    var same = BudgetStatus.of(next, pods(3, 0), 3, NOW.plusSeconds(60)).getConditions().getFirst();
    assertThat(same.getLastTransitionTime()).isEqualTo("2026-01-01T12:00:00Z");
    var less = BudgetStatus.of(next, pods(1, 1), 2, NOW.plusSeconds(60)).getConditions().getFirst();
    assertThat(less.getLastTransitionTime()).isEqualTo("2026-01-01T12:01:00Z");
    assertThat(less.getReason()).isEqualTo("InsufficientPods");
  }

  @Property
  void neverAllowsMoreThanKeepsEnoughHealthy(
      @ForAll @IntRange(max = 20) int ready,
      @ForAll @IntRange(max = 20) int unready,
      @ForAll @IntRange(max = 100) int percent) {
    var status =
        BudgetStatus.of(budget(percent + "%", null), pods(ready, unready), ready + unready, NOW);
    int left = status.getCurrentHealthy() - status.getDisruptionsAllowed();
    assertThat(status.getDisruptionsAllowed() == 0 || left * 100 >= percent * (ready + unready))
        .isTrue();
  }
}
