package dev.setpoint.controller.deployment;

import static dev.setpoint.controller.deployment.Numbers.maxUnavailable;
import static dev.setpoint.controller.deployment.Numbers.number;
import static dev.setpoint.controller.deployment.Numbers.replicas;
import static dev.setpoint.controller.deployment.Numbers.sum;

import dev.setpoint.common.pod.PodStates;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a Deployment's status is to say, after Kubernetes' deployment/progress.go and sync.go. */
final class RolloutStatus {

  /** What kubectl and the API take for "no deadline". */
  private static final int NO_DEADLINE = Integer.MAX_VALUE;

  private RolloutStatus() {}

  static DeploymentStatus current(Deployment deployment) {
    return deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
  }

  static List<DeploymentCondition> conditions(DeploymentStatus status) {
    return status.getConditions() == null ? List.of() : status.getConditions();
  }

  static boolean hasDeadline(Deployment deployment) {
    Integer seconds = deployment.getSpec().getProgressDeadlineSeconds();
    return seconds != null && seconds != NO_DEADLINE;
  }

  /** The numbers and the Available condition, as they also are while the rollout is paused. */
  static DeploymentStatus counted(
      Deployment deployment, List<ReplicaSet> all, @Nullable ReplicaSet fresh, Instant now) {
    DeploymentStatus before = current(deployment);
    int available = sum(all, Numbers::available);
    int unavailable = Math.max(0, sum(all, Numbers::replicas) - available);
    boolean enough = available >= replicas(deployment) - maxUnavailable(deployment);
    DeploymentCondition condition =
        enough
            ? Conditions.make(
                Conditions.AVAILABLE,
                "True",
                "MinimumReplicasAvailable",
                "Deployment has minimum availability.",
                now)
            : Conditions.make(
                Conditions.AVAILABLE,
                "False",
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
                now);
    return new DeploymentStatusBuilder()
        .withObservedGeneration(deployment.getMetadata().getGeneration())
        .withReplicas(orNull(sum(all, Numbers::actual)))
        .withUpdatedReplicas(orNull(fresh == null ? 0 : Numbers.actual(fresh)))
        .withReadyReplicas(orNull(sum(all, Numbers::ready)))
        .withAvailableReplicas(orNull(available))
        .withUnavailableReplicas(orNull(unavailable))
        .withCollisionCount(before.getCollisionCount())
        .withConditions(Conditions.with(conditions(before), condition))
        .build();
  }

  /** The whole status of a rollout that is under way or through. */
  static DeploymentStatus rollout(
      Deployment deployment, List<ReplicaSet> all, @Nullable ReplicaSet fresh, Instant now) {
    DeploymentStatus status = counted(deployment, all, fresh, now);
    List<DeploymentCondition> conditions = conditions(status);
    DeploymentCondition progressing =
        Conditions.find(conditions(current(deployment)), Conditions.PROGRESSING);
    if (!hasDeadline(deployment)) {
      conditions = Conditions.without(conditions, Conditions.PROGRESSING);
    } else {
      boolean over =
          number(status.getReplicas()) == number(status.getUpdatedReplicas())
              && progressing != null
              && progressing.getReason().equals(Conditions.NEW_SET_AVAILABLE);
      if (!over) {
        conditions = progress(deployment, status, conditions, progressing, fresh, now);
      }
    }
    Optional<DeploymentCondition> failure = failure(all, fresh);
    conditions =
        failure.isPresent()
            ? Conditions.with(conditions, failure.get())
            : Conditions.without(conditions, Conditions.REPLICA_FAILURE);
    return new DeploymentStatusBuilder(status).withConditions(conditions).build();
  }

  private static List<DeploymentCondition> progress(
      Deployment deployment,
      DeploymentStatus status,
      List<DeploymentCondition> conditions,
      @Nullable DeploymentCondition before,
      @Nullable ReplicaSet fresh,
      Instant now) {
    String subject =
        fresh == null
            ? "Deployment \"" + deployment.getMetadata().getName() + "\""
            : "ReplicaSet \"" + fresh.getMetadata().getName() + "\"";
    if (isComplete(deployment, status)) {
      return Conditions.with(
          conditions,
          Conditions.make(
              Conditions.PROGRESSING,
              "True",
              Conditions.NEW_SET_AVAILABLE,
              subject + " has successfully progressed.",
              now));
    }
    if (isProgressing(current(deployment), status)) {
      // Every step renews the update time, from which the deadline counts.
      DeploymentCondition next =
          Conditions.make(
              Conditions.PROGRESSING,
              "True",
              "ReplicaSetUpdated",
              subject + " is progressing.",
              now);
      return Conditions.with(
          Conditions.without(conditions, Conditions.PROGRESSING),
          before == null ? next : Conditions.keepTransition(before, next));
    }
    if (isTimedOut(deployment, before, now)) {
      return Conditions.with(
          conditions,
          Conditions.make(
              Conditions.PROGRESSING,
              "False",
              Conditions.TIMED_OUT,
              subject + " has timed out progressing.",
              now));
    }
    return conditions;
  }

  static boolean isComplete(Deployment deployment, DeploymentStatus status) {
    int wanted = replicas(deployment);
    return number(status.getUpdatedReplicas()) == wanted
        && number(status.getReplicas()) == wanted
        && number(status.getAvailableReplicas()) == wanted
        && status.getObservedGeneration() != null
        && status.getObservedGeneration() >= deployment.getMetadata().getGeneration();
  }

  private static boolean isProgressing(DeploymentStatus before, DeploymentStatus after) {
    return number(after.getUpdatedReplicas()) > number(before.getUpdatedReplicas())
        || old(after) < old(before)
        || number(after.getReadyReplicas()) > number(before.getReadyReplicas())
        || number(after.getAvailableReplicas()) > number(before.getAvailableReplicas());
  }

  private static int old(DeploymentStatus status) {
    return number(status.getReplicas()) - number(status.getUpdatedReplicas());
  }

  private static boolean isTimedOut(
      Deployment deployment, @Nullable DeploymentCondition progressing, Instant now) {
    if (progressing == null || progressing.getReason().equals(Conditions.NEW_SET_AVAILABLE)) {
      return false;
    }
    return progressing.getReason().equals(Conditions.TIMED_OUT)
        || deadline(deployment, progressing).isBefore(now);
  }

  private static Instant deadline(Deployment deployment, DeploymentCondition progressing) {
    Instant from =
        Objects.requireNonNullElse(PodStates.time(progressing.getLastUpdateTime()), Instant.EPOCH);
    return from.plusSeconds(number(deployment.getSpec().getProgressDeadlineSeconds()));
  }

  /** When to look again whether a rollout that stands still has missed its deadline. */
  static Optional<Duration> nextCheck(Deployment deployment, DeploymentStatus status, Instant now) {
    DeploymentCondition progressing = Conditions.find(conditions(status), Conditions.PROGRESSING);
    if (!hasDeadline(deployment)
        || progressing == null
        || isComplete(deployment, status)
        || progressing.getReason().equals(Conditions.TIMED_OUT)) {
      return Optional.empty();
    }
    Duration left = Duration.between(now, deadline(deployment, progressing));
    return Optional.of((left.isNegative() ? Duration.ZERO : left).plusSeconds(1));
  }

  private static Optional<DeploymentCondition> failure(
      List<ReplicaSet> all, @Nullable ReplicaSet fresh) {
    List<ReplicaSet> ordered = new ArrayList<>();
    if (fresh != null) {
      ordered.add(fresh);
    }
    ordered.addAll(all);
    for (ReplicaSet set : ordered) {
      if (set.getStatus() != null && set.getStatus().getConditions() != null) {
        for (ReplicaSetCondition condition : set.getStatus().getConditions()) {
          if (condition.getType().equals(Conditions.REPLICA_FAILURE)) {
            return Optional.of(
                new DeploymentConditionBuilder()
                    .withType(Conditions.REPLICA_FAILURE)
                    .withStatus(condition.getStatus())
                    .withReason(condition.getReason())
                    .withMessage(condition.getMessage())
                    .withLastUpdateTime(condition.getLastTransitionTime())
                    .withLastTransitionTime(condition.getLastTransitionTime())
                    .build());
          }
        }
      }
    }
    return Optional.empty();
  }

  private static @Nullable Integer orNull(int number) {
    return number == 0 ? null : number;
  }
}
