package dev.setpoint.controller.podautoscaler;

import dev.setpoint.controller.podautoscaler.History.Timed;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicy;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What of a recommendation is done: it is steadied by those before it and bounded by minimum,
 * maximum and the rates that the autoscaler allows.
 *
 * @param behavior null for Kubernetes' older, fixed bounds
 * @param steadyDown how long a higher recommendation holds where behaviour says nothing
 */
record Limits(
    int current,
    int min,
    int max,
    @Nullable HorizontalPodAutoscalerBehavior behavior,
    Duration steadyDown,
    History history,
    Instant now) {

  private static final int FREE_REPLICAS = 4;
  private static final int FREE_FACTOR = 2;

  /** How many replicas there should be, with what there is to say about it. */
  record Limited(int replicas, Condition able, Condition limited) {}

  Limited apply(int recommended) {
    HPAScalingRules up = behavior == null ? null : behavior.getScaleUp();
    HPAScalingRules down = behavior == null ? null : behavior.getScaleDown();
    int steady = behavior == null ? highest(recommended) : steadied(recommended, up, down);
    Condition able =
        steady == recommended
            ? Condition.able("ReadyForNewScale", "recommended size matches current size")
            : behavior != null && recommended >= current
                ? Condition.able(
                    "ScaleUpStabilized",
                    "recent recommendations were lower than current one, applying the lowest"
                        + " recent recommendation")
                : Condition.able(
                    "ScaleDownStabilized",
                    "recent recommendations were higher than current one, applying the highest"
                        + " recent recommendation");
    Bound bound = behavior == null ? fixed(steady) : allowed(steady, up, down);
    return new Limited(
        bound.replicas,
        able,
        Condition.limited(bound.replicas != steady, bound.reason, bound.message));
  }

  /** How long a recommendation may matter. */
  Duration remember() {
    if (behavior == null) {
      return steadyDown;
    }
    Duration up = window(behavior.getScaleUp(), Duration.ZERO);
    Duration down = window(behavior.getScaleDown(), steadyDown);
    return up.compareTo(down) > 0 ? up : down;
  }

  /** How long a change towards more or fewer replicas may matter. */
  static Duration longestPeriod(@Nullable HPAScalingRules rules) {
    return policies(rules).stream()
        .map(Limits::period)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private int highest(int recommended) {
    Instant from = now.minus(steadyDown);
    return history.recommendations().stream()
        .filter(each -> !each.at().isBefore(from))
        .mapToInt(Timed::replicas)
        .reduce(recommended, Math::max);
  }

  private int steadied(
      int recommended, @Nullable HPAScalingRules up, @Nullable HPAScalingRules down) {
    int lowest = over(window(up, Duration.ZERO), recommended, Math::min);
    int highest = over(window(down, steadyDown), recommended, Math::max);
    return Math.min(Math.max(current, lowest), highest);
  }

  private int over(Duration window, int recommended, IntBinaryOperator better) {
    Instant from = now.minus(window);
    return history.recommendations().stream()
        .filter(each -> each.at().isAfter(from))
        .mapToInt(Timed::replicas)
        .reduce(recommended, better);
  }

  private record Bound(int replicas, String reason, String message) {}

  private static final Bound FEWEST =
      new Bound(
          0, "TooFewReplicas", "the desired replica count is less than the minimum replica count");
  private static final Bound MOST =
      new Bound(
          0, "TooManyReplicas", "the desired replica count is more than the maximum replica count");
  private static final Bound UP_RATE =
      new Bound(
          0,
          "ScaleUpLimit",
          "the desired replica count is increasing faster than the maximum scale rate");
  private static final Bound DOWN_RATE =
      new Bound(
          0,
          "ScaleDownLimit",
          "the desired replica count is decreasing faster than the maximum scale rate");

  private static Bound at(int replicas, Bound why) {
    return new Bound(replicas, why.reason, why.message);
  }

  private static Bound within(int replicas) {
    return new Bound(
        replicas, "DesiredWithinRange", "the desired count is within the acceptable range");
  }

  private Bound fixed(int desired) {
    int rate = Math.max(FREE_FACTOR * current, FREE_REPLICAS);
    if (desired < min) {
      return at(min, FEWEST);
    }
    int most = Math.min(max, rate);
    return desired > most ? at(most, max > rate ? UP_RATE : MOST) : within(desired);
  }

  private Bound allowed(int desired, @Nullable HPAScalingRules up, @Nullable HPAScalingRules down) {
    if (desired > current) {
      int rate = Math.max(current, rate(up, Direction.UP));
      int most = Math.min(max, rate);
      return desired > most ? at(most, max > rate ? UP_RATE : MOST) : within(desired);
    }
    if (desired < current) {
      int rate = Math.min(current, rate(down, Direction.DOWN));
      int fewest = Math.max(min, rate);
      return desired < fewest ? at(fewest, min < rate ? DOWN_RATE : FEWEST) : within(desired);
    }
    return within(desired);
  }

  private enum Direction {
    UP,
    DOWN
  }

  /** How far the policies let the count go; disabled or without policies it stays. */
  private int rate(@Nullable HPAScalingRules rules, Direction direction) {
    String select = rules == null ? null : rules.getSelectPolicy();
    if ("Disabled".equals(select)) {
      return current;
    }
    boolean up = direction == Direction.UP;
    IntBinaryOperator choose = up == "Min".equals(select) ? Math::min : Math::max;
    return policies(rules).stream()
        .mapToInt(policy -> reach(policy, up))
        .reduce(choose)
        .orElse(current);
  }

  private int reach(HPAScalingPolicy policy, boolean up) {
    int before = history.replicasBefore(current, period(policy), now);
    int change = policy.getValue();
    if ("Pods".equals(policy.getType())) {
      return up ? before + change : before - change;
    }
    return up
        ? (int) Math.ceil(before * (1 + change / 100.0))
        : (int) (before * (1 - change / 100.0));
  }

  private static List<HPAScalingPolicy> policies(@Nullable HPAScalingRules rules) {
    return rules == null || rules.getPolicies() == null ? List.of() : rules.getPolicies();
  }

  private static Duration period(HPAScalingPolicy policy) {
    return Duration.ofSeconds(policy.getPeriodSeconds());
  }

  private static Duration window(@Nullable HPAScalingRules rules, Duration otherwise) {
    return rules == null || rules.getStabilizationWindowSeconds() == null
        ? otherwise
        : Duration.ofSeconds(rules.getStabilizationWindowSeconds());
  }
}
