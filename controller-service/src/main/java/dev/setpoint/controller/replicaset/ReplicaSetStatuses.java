package dev.setpoint.controller.replicaset;

import dev.setpoint.common.pod.PodStates;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a ReplicaSet's status is to say. */
final class ReplicaSetStatuses {

  private static final String REPLICA_FAILURE = "ReplicaFailure";

  private ReplicaSetStatuses() {}

  /**
   * @param failure why Pods could not be made or removed; null where all went well
   */
  static ReplicaSetStatus of(
      ReplicaSet set, List<Pod> active, @Nullable String failure, Instant now) {
    int minReady = minReadySeconds(set);
    Map<String, String> wanted = set.getSpec().getTemplate().getMetadata().getLabels();
    int labeled = 0;
    int ready = 0;
    int available = 0;
    for (Pod pod : active) {
      Map<String, String> labels = pod.getMetadata().getLabels();
      if (wanted == null || (labels != null && labels.entrySet().containsAll(wanted.entrySet()))) {
        labeled++;
      }
      if (PodStates.isReady(pod)) {
        ready++;
        if (PodStates.isAvailable(pod, minReady, now)) {
          available++;
        }
      }
    }
    ReplicaSetStatusBuilder status =
        new ReplicaSetStatusBuilder()
            .withReplicas(active.size())
            .withFullyLabeledReplicas(orNull(labeled))
            .withReadyReplicas(orNull(ready))
            .withAvailableReplicas(orNull(available))
            .withObservedGeneration(set.getMetadata().getGeneration());
    return status.withConditions(conditions(set, active.size(), failure, now)).build();
  }

  private static List<ReplicaSetCondition> conditions(
      ReplicaSet set, int active, @Nullable String failure, Instant now) {
    List<ReplicaSetCondition> conditions = new ArrayList<>();
    boolean known = false;
    if (set.getStatus() != null && set.getStatus().getConditions() != null) {
      for (ReplicaSetCondition condition : set.getStatus().getConditions()) {
        boolean failed = condition.getType().equals(REPLICA_FAILURE);
        if (!failed || failure != null) {
          conditions.add(condition);
        }
        known |= failed;
      }
    }
    if (failure != null && !known) {
      conditions.add(
          new ReplicaSetConditionBuilder()
              .withType(REPLICA_FAILURE)
              .withStatus("True")
              .withReason(active < replicas(set) ? "FailedCreate" : "FailedDelete")
              .withMessage(failure)
              .withLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString())
              .build());
    }
    return conditions;
  }

  static boolean differs(@Nullable ReplicaSetStatus before, ReplicaSetStatus after) {
    return before == null
        || number(before.getReplicas()) != number(after.getReplicas())
        || number(before.getFullyLabeledReplicas()) != number(after.getFullyLabeledReplicas())
        || number(before.getReadyReplicas()) != number(after.getReadyReplicas())
        || number(before.getAvailableReplicas()) != number(after.getAvailableReplicas())
        || !Objects.equals(before.getObservedGeneration(), after.getObservedGeneration())
        || !Objects.equals(before.getConditions(), after.getConditions());
  }

  /** When the next ready Pod becomes available, if one is still waiting. */
  static Optional<Duration> nextAvailable(ReplicaSet set, List<Pod> active, Instant now) {
    int minReady = minReadySeconds(set);
    return minReady == 0
        ? Optional.empty()
        : active.stream()
            .filter(PodStates::isReady)
            .map(pod -> PodStates.availableIn(pod, minReady, now))
            .filter(Duration::isPositive)
            .min(Duration::compareTo);
  }

  static int replicas(ReplicaSet set) {
    Integer replicas = set.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  private static int minReadySeconds(ReplicaSet set) {
    return number(set.getSpec().getMinReadySeconds());
  }

  private static int number(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static @Nullable Integer orNull(int number) {
    return number == 0 ? null : number;
  }
}
