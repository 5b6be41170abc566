package dev.setpoint.controller.deployment;

import static dev.setpoint.controller.deployment.Numbers.number;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds or makes the ReplicaSet of a Deployment's current template, and counts revisions. */
final class NewReplicaSet {

  private final ApiClient api;
  private final ReplicaSetControl control;
  private final EventRecorder events;
  private final Clock clock;

  NewReplicaSet(ApiClient api, ReplicaSetControl control, EventRecorder events, Clock clock) {
    this.api = api;
    this.control = control;
    this.events = events;
    this.clock = clock;
  }

  /**
   * The Deployment as it is now written, its new set (null where there is none and none was to be
   * made) and its old ones.
   */
  record Sets(Deployment deployment, @Nullable ReplicaSet fresh, List<ReplicaSet> old) {

    List<ReplicaSet> all() {
      List<ReplicaSet> all = new ArrayList<>(old);
      if (fresh != null) {
        all.add(fresh);
      }
      return all;
    }
  }

  Sets sync(Deployment deployment, List<ReplicaSet> sets, boolean create) {
    ReplicaSet fresh = Templates.newSet(deployment, sets);
    List<ReplicaSet> old = new ArrayList<>(sets);
    if (fresh != null) {
      String uid = fresh.getMetadata().getUid();
      old.removeIf(set -> set.getMetadata().getUid().equals(uid));
    }
    long revision = old.stream().mapToLong(Annotations::revision).max().orElse(0) + 1;
    if (fresh != null) {
      return existing(deployment, fresh, old, revision);
    }
    return create ? made(deployment, old, revision) : new Sets(deployment, null, old);
  }

  private Sets existing(
      Deployment deployment, ReplicaSet fresh, List<ReplicaSet> old, long revision) {
    Map<String, String> before = Annotations.of(fresh);
    Map<String, String> after = Annotations.forNewSet(deployment, before, revision, true);
    int minReady = number(deployment.getSpec().getMinReadySeconds());
    if (!after.equals(before) || number(fresh.getSpec().getMinReadySeconds()) != minReady) {
      // The set's change wakes the controller again, to go on with it.
      return new Sets(deployment, control.annotate(fresh, after, minReady), old);
    }
    DeploymentCondition progressing = null;
    if (RolloutStatus.hasDeadline(deployment)
        && Conditions.find(
                RolloutStatus.conditions(RolloutStatus.current(deployment)), Conditions.PROGRESSING)
            == null) {
      progressing =
          progressing(
              "True",
              "FoundNewReplicaSet",
              "Found new replica set \"" + fresh.getMetadata().getName() + "\"");
    }
    return new Sets(note(deployment, Annotations.revision(fresh), progressing), fresh, old);
  }

  private Sets made(Deployment deployment, List<ReplicaSet> old, long revision) {
    ReplicaSet wanted = describe(deployment, old, revision);
    String name = wanted.getMetadata().getName();
    ReplicaSet created;
    boolean existed = false;
    try {
      created = api.create(wanted);
    } catch (ApiException e) {
      if (e.reason() != StatusReason.AlreadyExists) {
        report(deployment, name, e);
        throw e;
      }
      created = ours(deployment, wanted);
      existed = true;
    }
    int size = Numbers.replicas(created);
    if (!existed && size > 0) {
      events.event(
          deployment,
          EventRecorder.NORMAL,
          "ScalingReplicaSet",
          "Scaled up replica set %s from 0 to %d".formatted(name, size));
    }
    DeploymentCondition progressing =
        !existed && RolloutStatus.hasDeadline(deployment)
            ? progressing(
                "True", "NewReplicaSetCreated", "Created new replica set \"" + name + "\"")
            : null;
    return new Sets(note(deployment, revision, progressing), created, old);
  }

  /** Our own set that the cache does not show yet; another's is a collision of hashes. */
  private ReplicaSet ours(Deployment deployment, ReplicaSet wanted) {
    ReplicaSet there = api.get(ReplicaSet.class, ObjectKey.of(wanted));
    if (Owners.isControlledBy(there, deployment)
        && Templates.same(there.getSpec().getTemplate(), wanted.getSpec().getTemplate())) {
      return there;
    }
    Integer collisions = RolloutStatus.current(deployment).getCollisionCount();
    api.updateStatus(
        new DeploymentBuilder(deployment)
            .withStatus(
                new DeploymentStatusBuilder(RolloutStatus.current(deployment))
                    .withCollisionCount(number(collisions) + 1)
                    .build())
            .build());
    throw new ApiException(
        409,
        StatusReason.Conflict,
        "the hash of the template collides with that of " + wanted.getMetadata().getName(),
        null);
  }

  private ReplicaSet describe(Deployment deployment, List<ReplicaSet> old, long revision) {
    String hash =
        Templates.hash(
            deployment.getSpec().getTemplate(),
            RolloutStatus.current(deployment).getCollisionCount());
    PodTemplateSpec template =
        new PodTemplateSpecBuilder(deployment.getSpec().getTemplate())
            .editOrNewMetadata()
            .addToLabels(Templates.HASH_LABEL, hash)
            .endMetadata()
            .build();
    LabelSelector selector =
        new LabelSelectorBuilder(deployment.getSpec().getSelector())
            .addToMatchLabels(Templates.HASH_LABEL, hash)
            .build();
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withName(deployment.getMetadata().getName() + "-" + hash)
        .withNamespace(deployment.getMetadata().getNamespace())
        .withLabels(new LinkedHashMap<>(template.getMetadata().getLabels()))
        .withAnnotations(Annotations.forNewSet(deployment, Map.of(), revision, false))
        .withOwnerReferences(Owners.controllerReference(deployment))
        .endMetadata()
        .withNewSpec()
        .withReplicas(RollingPlan.newReplicas(deployment, old, 0))
        .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
        .withSelector(selector)
        .withTemplate(template)
        .endSpec()
        .build();
  }

  private void report(Deployment deployment, String name, ApiException e) {
    boolean namespaceEnds =
        e.details() != null
            && e.details().causes().stream()
                .anyMatch(c -> c.reason().equals("NamespaceTerminating"));
    if (namespaceEnds || e.code() >= 500) {
      return;
    }
    String message = "Failed to create new replica set \"" + name + "\": " + e.message();
    if (RolloutStatus.hasDeadline(deployment)) {
      note(deployment, -1, progressing("False", "ReplicaSetCreateError", message));
    }
    events.event(deployment, EventRecorder.WARNING, "ReplicaSetCreateError", message);
  }

  private DeploymentCondition progressing(String status, String reason, String message) {
    return Conditions.make(Conditions.PROGRESSING, status, reason, message, clock.instant());
  }

  /** Writes the revision and the condition down, where they are news; -1 is no revision. */
  private Deployment note(
      Deployment deployment, long revision, @Nullable DeploymentCondition progressing) {
    List<DeploymentCondition> before = RolloutStatus.conditions(RolloutStatus.current(deployment));
    List<DeploymentCondition> after =
        progressing == null ? before : Conditions.with(before, progressing);
    String number = Long.toString(revision);
    boolean numbered =
        revision < 0 || number.equals(Annotations.of(deployment).get(Annotations.REVISION));
    if (numbered && after.equals(before)) {
      return deployment;
    }
    DeploymentBuilder next =
        new DeploymentBuilder(deployment)
            .withStatus(
                new DeploymentStatusBuilder(RolloutStatus.current(deployment))
                    .withConditions(after)
                    .build());
    if (!numbered) {
      next.editMetadata().addToAnnotations(Annotations.REVISION, number).endMetadata();
    }
    return api.updateStatus(next.build());
  }
}
