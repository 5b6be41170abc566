package dev.setpoint.controller.disruption;

import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a budget's status says, by the arithmetic of disruption.go: percentages round up. */
final class BudgetStatus {

  /** How long the API's note of an eviction is believed before the Pod is seen to go. */
  private static final Duration DISRUPTED_FOR = Duration.ofMinutes(2);

  private static final String ALLOWED = "DisruptionAllowed";

  private BudgetStatus() {}

  /** Whether the Pods' controllers are asked how many they want. */
  static boolean needsScale(PodDisruptionBudget budget) {
    IntOrString least = budget.getSpec().getMinAvailable();
    return budget.getSpec().getMaxUnavailable() != null
        || (least != null && least.getIntVal() == null);
  }

  /**
   * @param wanted how many Pods their controllers want; asked for only if that is needed
   */
  static PodDisruptionBudgetStatus of(
      PodDisruptionBudget budget, Collection<Pod> pods, int wanted, Instant now) {
    int expected = needsScale(budget) ? wanted : pods.size();
    int desired = desired(budget, expected);
    Map<String, String> disrupted = disrupted(budget, pods, now);
    int healthy =
        (int)
            pods.stream()
                .filter(pod -> !Owners.isDeleting(pod))
                .filter(pod -> !disrupted.containsKey(pod.getMetadata().getName()))
                .filter(PodStates::isReady)
                .count();
    int allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
    return new PodDisruptionBudgetStatusBuilder(before(budget))
        .withObservedGeneration(budget.getMetadata().getGeneration())
        .withExpectedPods(expected)
        .withDesiredHealthy(desired)
        .withCurrentHealthy(healthy)
        .withDisruptionsAllowed(allowed)
        .withDisruptedPods(disrupted.isEmpty() ? null : disrupted)
        .withConditions(
            conditions(
                budget, allowed > 0, allowed > 0 ? "SufficientPods" : "InsufficientPods", "", now))
        .build();
  }

  /** While nothing is known for sure nothing may be disrupted. */
  static PodDisruptionBudgetStatus failed(PodDisruptionBudget budget, String why, Instant now) {
    return new PodDisruptionBudgetStatusBuilder(before(budget))
        .withDisruptionsAllowed(0)
        .withConditions(conditions(budget, false, "SyncFailed", why, now))
        .build();
  }

  private static PodDisruptionBudgetStatus before(PodDisruptionBudget budget) {
    return budget.getStatus() == null ? new PodDisruptionBudgetStatus() : budget.getStatus();
  }

  private static int desired(PodDisruptionBudget budget, int expected) {
    IntOrString most = budget.getSpec().getMaxUnavailable();
    if (most != null) {
      return Math.max(0, expected - resolve(most, expected));
    }
    IntOrString least = budget.getSpec().getMinAvailable();
    return least == null ? 1 : resolve(least, expected);
  }

  private static int resolve(IntOrString value, int of) {
    Integer number = value.getIntVal();
    if (number != null) {
      return number;
    }
    String text = value.getStrVal();
    return Math.ceilDiv(Integer.parseInt(text.substring(0, text.length() - 1)) * of, 100);
  }

  private static Map<String, String> disrupted(
      PodDisruptionBudget budget, Collection<Pod> pods, Instant now) {
    Map<String, String> still = new TreeMap<>();
    @Nullable Map<String, String> noted = before(budget).getDisruptedPods();
    if (noted != null) {
      for (Pod pod : pods) {
        String time = noted.get(pod.getMetadata().getName());
        Instant since = PodStates.time(time);
        boolean believed = since != null && since.plus(DISRUPTED_FOR).isAfter(now);
        if (time != null && believed && !Owners.isDeleting(pod)) {
          still.put(pod.getMetadata().getName(), time);
        }
      }
    }
    return still;
  }

  /** When a note of an eviction must be looked at again; null if there is none. */
  static @Nullable Duration nextLook(PodDisruptionBudgetStatus status, Instant now) {
    @Nullable Map<String, String> noted = status.getDisruptedPods();
    return noted == null
        ? null
        : noted.values().stream()
            .map(time -> java.util.Objects.requireNonNull(PodStates.time(time)))
            .map(since -> Duration.between(now, since.plus(DISRUPTED_FOR)))
            .min(Duration::compareTo)
            .orElse(null);
  }

  private static List<Condition> conditions(
      PodDisruptionBudget budget, boolean value, String reason, String message, Instant now) {
    List<Condition> conditions = new ArrayList<>();
    String status = value ? "True" : "False";
    String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
    @Nullable List<Condition> present = before(budget).getConditions();
    if (present != null) {
      for (Condition condition : present) {
        if (!condition.getType().equals(ALLOWED)) {
          conditions.add(condition);
        } else if (condition.getStatus().equals(status)) {
          since = condition.getLastTransitionTime();
        }
      }
    }
    conditions.add(
        new ConditionBuilder()
            .withType(ALLOWED)
            .withStatus(status)
            .withReason(reason)
            .withMessage(message)
            .withObservedGeneration(budget.getMetadata().getGeneration())
            .withLastTransitionTime(since)
            .build());
    return conditions;
  }
}
