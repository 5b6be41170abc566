package dev.setpoint.api.reasons;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What of an object is not as wanted. */
final class Gaps {

  /**
   * Two fields that are equal once the kind's controller has nothing left to do.
   *
   * @param desired path of the wanted value
   * @param fallback what an absent wanted value means; empty when it wants nothing
   * @param current path of the value reached; absent numbers are 0
   */
  private record Measure(String desired, String fallback, String current) {}

  private static final List<Measure> REPLICA_SET =
      List.of(replicas("replicas"), replicas("readyReplicas"), replicas("availableReplicas"));

  private static final Map<String, List<Measure>> MEASURES =
      Map.of(
          "Deployment",
          List.of(
              replicas("replicas"),
              replicas("updatedReplicas"),
              replicas("readyReplicas"),
              replicas("availableReplicas")),
          "ReplicaSet",
          REPLICA_SET,
          "ReplicationController",
          REPLICA_SET,
          "StatefulSet",
          List.of(
              replicas("replicas"),
              replicas("readyReplicas"),
              replicas("availableReplicas"),
              new Measure("status.updateRevision", "", "status.currentRevision")),
          "DaemonSet",
          List.of(
              scheduled("currentNumberScheduled"),
              scheduled("updatedNumberScheduled"),
              scheduled("numberReady"),
              scheduled("numberAvailable")),
          "Job",
          List.of(new Measure("spec.completions", "", "status.succeeded")),
          "HorizontalPodAutoscaler",
          List.of(new Measure("status.desiredReplicas", "", "status.currentReplicas")),
          "PersistentVolumeClaim",
          List.of(
              new Measure("", "Bound", "status.phase"),
              new Measure("spec.resources.requests.storage", "", "status.capacity.storage")));

  private Gaps() {}

  private static Measure replicas(String current) {
    return new Measure("spec.replicas", "1", "status." + current);
  }

  private static Measure scheduled(String current) {
    return new Measure("status.desiredNumberScheduled", "0", "status." + current);
  }

  /** In the order in which they are closed. */
  static List<Gap> of(ObjectNode object) {
    List<Gap> gaps = new ArrayList<>();
    if (has(object, "metadata", "deletionTimestamp")) {
      gaps.add(new Gap("metadata.deletionTimestamp", "gone", "still there"));
      return gaps;
    }
    if (has(object, "status", "observedGeneration")) {
      compare(new Measure("metadata.generation", "", "status.observedGeneration"), object, gaps);
    }
    String kind = text(object, "kind");
    MEASURES.getOrDefault(kind, List.of()).forEach(measure -> compare(measure, object, gaps));
    switch (kind) {
      case "Pod" -> pod(object, gaps);
      case "PodDisruptionBudget" -> budget(object, gaps);
      case "Node" -> node(object, gaps);
      default -> {}
    }
    return gaps;
  }

  private static void compare(Measure measure, ObjectNode object, List<Gap> gaps) {
    String desired = value(object, measure.desired());
    if (desired.isEmpty()) {
      desired = measure.fallback();
    }
    String current = value(object, measure.current());
    if (current.isEmpty() && desired.chars().allMatch(Character::isDigit)) {
      current = "0";
    }
    if (!desired.isEmpty() && !desired.equals(current)) {
      gaps.add(new Gap(measure.current(), desired, current));
    }
  }

  private static String value(ObjectNode object, String path) {
    JsonNode found = at(object, path.split("\\."));
    return found.isValueNode() && !found.isNull() ? found.asString() : "";
  }

  private static void pod(ObjectNode pod, List<Gap> gaps) {
    String phase = text(pod, "status", "phase");
    if (phase.equals("Succeeded")) {
      return;
    }
    if (text(pod, "spec", "nodeName").isEmpty()) {
      gaps.add(new Gap("spec.nodeName", "a node", ""));
    }
    if (!phase.equals("Running")) {
      gaps.add(new Gap("status.phase", "Running", phase));
    }
    int containers = at(pod, "spec", "containers").size();
    long ready =
        objects(pod, "status", "containerStatuses").stream()
            .filter(status -> status.path("ready").booleanValue(false))
            .count();
    if (ready < containers) {
      gaps.add(new Gap("status.containerStatuses", containers + " ready", ready + " ready"));
    }
  }

  private static void budget(ObjectNode budget, List<Gap> gaps) {
    int desired = at(budget, "status", "desiredHealthy").intValue(0);
    int current = at(budget, "status", "currentHealthy").intValue(0);
    if (current < desired) {
      gaps.add(new Gap("status.currentHealthy", "at least " + desired, String.valueOf(current)));
    }
  }

  private static void node(ObjectNode node, List<Gap> gaps) {
    String ready =
        objects(node, "status", "conditions").stream()
            .filter(condition -> text(condition, "type").equals("Ready"))
            .map(condition -> text(condition, "status"))
            .findFirst()
            .orElse("Unknown");
    if (!ready.equals("True")) {
      gaps.add(new Gap("status.conditions[Ready]", "True", ready));
    }
  }
}
