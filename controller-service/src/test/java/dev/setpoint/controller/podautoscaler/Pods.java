package dev.setpoint.controller.podautoscaler;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Pods of a target in the states that matter to an autoscaler. */
final class Pods {

  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  static final PodGroups.Start START =
      new PodGroups.Start(Duration.ofMinutes(5), Duration.ofSeconds(30), NOW);

  private Pods() {}

  static Container container(String name, String cpu) {
    return new ContainerBuilder()
        .withName(name)
        .withNewResources()
        .withRequests(Map.of("cpu", new Quantity(cpu)))
        .endResources()
        .build();
  }

  static Pod of(String name, String phase, String ready, Duration age, Duration sinceReady) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("ns")
        .addToLabels("app", "a")
        .endMetadata()
        .withNewSpec()
        .withContainers(container("c", "100m"))
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .withStartTime(NOW.minus(age).toString())
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready)
        .withLastTransitionTime(NOW.minus(sinceReady).toString())
        .endCondition()
        .endStatus()
        .build();
  }

  /** Has run for an hour. */
  static Pod ready(String name) {
    return of(name, "Running", "True", Duration.ofHours(1), Duration.ofHours(1));
  }

  static Pod pending(String name) {
    return of(name, "Pending", "False", Duration.ofMinutes(1), Duration.ofMinutes(1));
  }

  static PodMetric metric(long value) {
    return new PodMetric(value, NOW, Duration.ofSeconds(15));
  }
}
