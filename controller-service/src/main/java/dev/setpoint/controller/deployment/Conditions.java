package dev.setpoint.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Deployment's conditions and how they change, after Kubernetes' deployment_util.go. */
final class Conditions {

  static final String AVAILABLE = "Available";
  static final String PROGRESSING = "Progressing";
  static final String REPLICA_FAILURE = "ReplicaFailure";

  static final String TIMED_OUT = "ProgressDeadlineExceeded";
  static final String NEW_SET_AVAILABLE = "NewReplicaSetAvailable";
  static final String PAUSED = "DeploymentPaused";

  private Conditions() {}

  static @Nullable DeploymentCondition find(List<DeploymentCondition> in, String type) {
    return in.stream().filter(c -> c.getType().equals(type)).findFirst().orElse(null);
  }

  static DeploymentCondition make(
      String type, String status, String reason, String message, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    return new DeploymentConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastUpdateTime(time)
        .withLastTransitionTime(time)
        .build();
  }

  /**
   * The conditions with {@code next} at the end in its type's place; unchanged where status and
   * reason are as before. A transition is a change of status.
   */
  static List<DeploymentCondition> with(
      List<DeploymentCondition> conditions, DeploymentCondition next) {
    DeploymentCondition before = find(conditions, next.getType());
    if (before != null
        && before.getStatus().equals(next.getStatus())
        && before.getReason().equals(next.getReason())) {
      return conditions;
    }
    List<DeploymentCondition> result = without(conditions, next.getType());
    result.add(before == null ? next : keepTransition(before, next));
    return result;
  }

  /** {@code next}, dated from where its status began. */
  static DeploymentCondition keepTransition(DeploymentCondition before, DeploymentCondition next) {
    return before.getStatus().equals(next.getStatus())
        ? new DeploymentConditionBuilder(next)
            .withLastTransitionTime(before.getLastTransitionTime())
            .build()
        : next;
  }

  static List<DeploymentCondition> without(List<DeploymentCondition> conditions, String type) {
    List<DeploymentCondition> rest = new ArrayList<>(conditions);
    rest.removeIf(c -> c.getType().equals(type));
    return rest;
  }
}
