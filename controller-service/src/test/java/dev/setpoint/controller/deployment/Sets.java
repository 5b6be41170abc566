package dev.setpoint.controller.deployment;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.Map;

/** Deployments and ReplicaSets for planner tests. */
final class Sets {

  private Sets() {}

  static Deployment deployment(int replicas, String maxSurge, String maxUnavailable) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("ns")
        .withUid("d")
        .withGeneration(1L)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withProgressDeadlineSeconds(600)
        .withRevisionHistoryLimit(10)
        .withNewSelector()
        .addToMatchLabels("app", "web")
        .endSelector()
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(intOrString(maxSurge))
        .withMaxUnavailable(intOrString(maxUnavailable))
        .endRollingUpdate()
        .endStrategy()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", "web")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("c")
        .withImage("image:1")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  static IntOrString intOrString(String text) {
    return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.parseInt(text));
  }

  static ReplicaSet set(String name, int age, int replicas, int available) {
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("ns")
        .withUid(name)
        .withGeneration(1L)
        .withCreationTimestamp("2026-01-01T00:00:%02dZ".formatted(59 - age))
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .endSpec()
        .withNewStatus()
        .withReplicas(replicas)
        .withReadyReplicas(available)
        .withAvailableReplicas(available)
        .withObservedGeneration(1L)
        .endStatus()
        .build();
  }

  static ReplicaSet sized(ReplicaSet set, int desired, int max) {
    return new ReplicaSetBuilder(set)
        .editMetadata()
        .addToAnnotations(Map.of(Annotations.DESIRED, "" + desired, Annotations.MAX, "" + max))
        .endMetadata()
        .build();
  }
}
