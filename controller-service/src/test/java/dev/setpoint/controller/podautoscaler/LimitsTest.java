package dev.setpoint.controller.podautoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.controller.podautoscaler.Limits.Limited;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicy;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRulesBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehaviorBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final Instant NOW = Pods.NOW;
  private static final Duration STEADY = Duration.ofMinutes(5);

  private static Limits limits(
      int current, int min, int max, @Nullable HorizontalPodAutoscalerBehavior behavior) {
    return new Limits(current, min, max, behavior, STEADY, History.NONE, NOW);
  }

  private static Limits after(Limits limits, History history) {
    return new Limits(
        limits.current(), limits.min(), limits.max(), limits.behavior(), STEADY, history, NOW);
  }

  private static HPAScalingRules rules(String select, int window, HPAScalingPolicy... policies) {
    return new HPAScalingRulesBuilder()
        .withSelectPolicy(select)
        .withStabilizationWindowSeconds(window)
        .withPolicies(policies)
        .build();
  }

  private static HPAScalingPolicy pods(int value, int period) {
    return new HPAScalingPolicy(period, "Pods", value);
  }

  private static HPAScalingPolicy percent(int value, int period) {
    return new HPAScalingPolicy(period, "Percent", value);
  }

  private static HorizontalPodAutoscalerBehavior behavior(
      HPAScalingRules up, HPAScalingRules down) {
    return new HorizontalPodAutoscalerBehaviorBuilder().withScaleUp(up).withScaleDown(down).build();
  }

  private static void assertReasons(Limited limited, String able, String bounded) {
    assertThat(limited.able().reason()).isEqualTo(able);
    assertThat(limited.limited().reason()).isEqualTo(bounded);
  }

  @Test
  void withoutBehaviorCountsDoubleAtMost() {
    assertThat(limits(1, 1, 100, null).apply(50).replicas()).isEqualTo(4);
    Limited doubled = limits(10, 1, 100, null).apply(50);
    assertThat(doubled.replicas()).isEqualTo(20);
    assertReasons(doubled, "ReadyForNewScale", "ScaleUpLimit");
    Limited most = limits(10, 1, 15, null).apply(50);
    assertThat(most.replicas()).isEqualTo(15);
    assertReasons(most, "ReadyForNewScale", "TooManyReplicas");
    assertReasons(limits(3, 2, 15, null).apply(1), "ReadyForNewScale", "TooFewReplicas");
    Limited within = limits(3, 2, 15, null).apply(3);
    assertReasons(within, "ReadyForNewScale", "DesiredWithinRange");
    assertThat(within.limited().met()).isFalse();
  }

  @Test
  void theHighestRecentRecommendationHolds() {
    History history = History.NONE.recommended(8, NOW.minus(STEADY), STEADY);
    Limited held = after(limits(8, 1, 10, null), history).apply(2);
    assertThat(held.replicas()).isEqualTo(8);
    assertReasons(held, "ScaleDownStabilized", "DesiredWithinRange");
    History older = History.NONE.recommended(8, NOW.minus(STEADY).minusMillis(1), STEADY);
    assertThat(after(limits(8, 1, 10, null), older).apply(2).replicas()).isEqualTo(2);
  }

  @Test
  void policiesBoundTheRateOverTheirPeriod() {
    HorizontalPodAutoscalerBehavior slow =
        behavior(rules("Max", 0, pods(2, 60), percent(20, 60)), rules("Min", 0, pods(1, 60)));
    assertThat(limits(10, 1, 100, slow).apply(50).replicas()).isEqualTo(12);
    assertThat(limits(100, 1, 200, slow).apply(150).replicas()).isEqualTo(120);
    History added = History.NONE.scaled(10, 12, NOW.minusSeconds(30), Duration.ofMinutes(1));
    Limited spent = after(limits(12, 1, 100, slow), added).apply(50);
    assertThat(spent.replicas()).isEqualTo(12);
    assertReasons(spent, "ReadyForNewScale", "ScaleUpLimit");
    Limited down = limits(10, 1, 100, slow).apply(2);
    assertThat(down.replicas()).isEqualTo(9);
    assertReasons(down, "ReadyForNewScale", "ScaleDownLimit");
  }

  @Test
  void smallestChangeAndNoneCanBeChosen() {
    HPAScalingRules up = rules("Min", 0, pods(4, 60), percent(10, 60));
    HorizontalPodAutoscalerBehavior least = behavior(up, rules("Disabled", 0, pods(4, 60)));
    assertThat(limits(10, 1, 100, least).apply(50).replicas()).isEqualTo(11);
    assertThat(limits(10, 1, 100, least).apply(1).replicas()).isEqualTo(10);
  }

  @Test
  void eachDirectionHasItsWindow() {
    HorizontalPodAutoscalerBehavior steady =
        behavior(rules("Max", 60, pods(100, 15)), rules("Max", 120, pods(100, 15)));
    History low = History.NONE.recommended(3, NOW.minusSeconds(30), STEADY);
    Limited up = after(limits(4, 1, 100, steady), low).apply(9);
    assertThat(up.replicas()).isEqualTo(4);
    assertReasons(up, "ScaleUpStabilized", "DesiredWithinRange");
    History high = History.NONE.recommended(9, NOW.minusSeconds(90), STEADY);
    Limited down = after(limits(9, 1, 100, steady), high).apply(2);
    assertThat(down.replicas()).isEqualTo(9);
    assertReasons(down, "ScaleDownStabilized", "DesiredWithinRange");
    History over = History.NONE.recommended(9, NOW.minusSeconds(121), STEADY);
    assertThat(after(limits(9, 1, 100, steady), over).apply(2).replicas()).isEqualTo(2);
  }

  /** One autoscaler over many rounds: whatever is recommended, it stays within all it promised. */
  @Property(tries = 300)
  void nothingIsEverExceeded(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 60) Integer> recommendations,
      @ForAll @IntRange(min = 1, max = 5) int min,
      @ForAll @IntRange(min = 5, max = 30) int max,
      @ForAll @IntRange(min = 1, max = 4) int step,
      @ForAll @IntRange(max = 120) int window) {
    HorizontalPodAutoscalerBehavior behavior =
        behavior(rules("Max", 0, pods(step, 60)), rules("Max", window, pods(step, 60)));
    History history = History.NONE;
    int current = min;
    Instant now = NOW;
    List<Integer> counts = new ArrayList<>();
    List<Integer> recent = new ArrayList<>();
    for (int recommended : recommendations) {
      Limits limits = new Limits(current, min, max, behavior, STEADY, history, now);
      int next = limits.apply(recommended).replicas();
      counts.add(current);
      recent.add(recommended);
      assertThat(next).isBetween(min, max);
      if (next > current) {
        int minuteAgo = counts.get(Math.max(0, counts.size() - 4));
        assertThat(next - minuteAgo).isLessThanOrEqualTo(step);
      }
      if (next < current) {
        int rounds = Math.min(recent.size(), 1 + Math.max(0, window - 1) / 15);
        int highest =
            recent.subList(recent.size() - rounds, recent.size()).stream().reduce(0, Math::max);
        assertThat(next).isGreaterThanOrEqualTo(Math.min(current, Math.min(highest, max)));
      }
      history = history.recommended(recommended, now, limits.remember());
      if (next != current) {
        history = history.scaled(current, next, now, Duration.ofMinutes(1));
      }
      current = next;
      now = now.plusSeconds(15);
    }
  }

  @Property(tries = 300)
  void withoutBehaviorNothingIsExceededEither(
      @ForAll @IntRange(min = 1, max = 50) int current,
      @ForAll @IntRange(max = 500) int recommended,
      @ForAll @IntRange(min = 1, max = 10) int min,
      @ForAll @IntRange(min = 10, max = 60) int max) {
    int now = Math.clamp(current, min, max); // else it is brought there without any metric
    int replicas = limits(now, min, max, null).apply(recommended).replicas();
    assertThat(replicas).isBetween(min, max).isLessThanOrEqualTo(Math.max(4, 2 * now));
  }
}
