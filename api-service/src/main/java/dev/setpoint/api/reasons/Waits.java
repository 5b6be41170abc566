package dev.setpoint.api.reasons;

import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What an object itself says it waits for. */
final class Waits {

  /** Conditions that tell of trouble by being true. */
  private static final Set<String> BAD_IF_TRUE =
      Set.of(
          "DiskPressure",
          "DisruptionTarget",
          "Failed",
          "FailureTarget",
          "MemoryPressure",
          "NamespaceContentRemaining",
          "NamespaceDeletionContentFailure",
          "NamespaceFinalizersRemaining",
          "NetworkUnavailable",
          "PIDPressure",
          "ReplicaFailure",
          "ScalingLimited",
          "Suspended");

  /** Conditions that tell of trouble by being false or unknown. */
  private static final Set<String> BAD_UNLESS_TRUE =
      Set.of(
          "AbleToScale",
          "Available",
          "ContainersReady",
          "Initialized",
          "PodScheduled",
          "Progressing",
          "Ready",
          "ScalingActive");

  private Waits() {}

  static List<Wait> of(ObjectNode object) {
    List<Wait> waits = new ArrayList<>();
    if (has(object, "metadata", "deletionTimestamp")) {
      finalizers(object, waits);
    }
    if (flag(object, "spec", "paused")) {
      waits.add(new Wait("", "Paused", "spec.paused holds the rollout", ""));
    }
    if (flag(object, "spec", "suspend")) {
      waits.add(new Wait("", "Suspended", "spec.suspend is true", ""));
    }
    for (ObjectNode gate : objects(object, "spec", "schedulingGates")) {
      waits.add(new Wait("", "SchedulingGated", "scheduling gate " + text(gate, "name"), ""));
    }
    if (!text(object, "status", "phase").equals("Succeeded")) {
      conditions(object, waits);
      containers(object, waits);
    }
    return waits;
  }

  private static void finalizers(ObjectNode object, List<Wait> waits) {
    String since = text(object, "metadata", "deletionTimestamp");
    Stream.concat(
            texts(object, "metadata", "finalizers").stream(),
            texts(object, "spec", "finalizers").stream())
        .forEach(
            finalizer ->
                waits.add(
                    new Wait(
                        Responsible.remover(finalizer),
                        "Finalizer",
                        finalizer + " is to be removed from the finalizers",
                        since)));
    if (waits.isEmpty()) {
      waits.add(new Wait(Responsible.actor(object), "Terminating", "it is being stopped", since));
    }
  }

  private static void conditions(ObjectNode object, List<Wait> waits) {
    for (ObjectNode condition : objects(object, "status", "conditions")) {
      String type = text(condition, "type");
      boolean holds = text(condition, "status").equals("True");
      if (holds ? BAD_IF_TRUE.contains(type) : BAD_UNLESS_TRUE.contains(type)) {
        String reason = text(condition, "reason");
        waits.add(
            new Wait(
                Responsible.actor(object),
                reason.isEmpty() ? (holds ? type : "Not" + type) : reason,
                text(condition, "message"),
                text(condition, "lastTransitionTime")));
      }
    }
  }

  /** Containers that are not up, each in the words of its state. */
  private static void containers(ObjectNode pod, List<Wait> waits) {
    Stream.of("initContainerStatuses", "containerStatuses")
        .flatMap(list -> objects(pod, "status", list).stream())
        .forEach(status -> container(pod, status, waits));
  }

  private static void container(ObjectNode pod, ObjectNode status, List<Wait> waits) {
    ObjectNode state =
        has(status, "state", "waiting")
            ? objectAt(status, "waiting")
            : objectAt(status, "terminated");
    if (state.isEmpty() || state.path("exitCode").intValue(-1) == 0) {
      return;
    }
    String message = text(state, "message");
    if (message.isEmpty() && has(state, "exitCode")) {
      message = "exit code " + state.path("exitCode").intValue(0);
    }
    waits.add(
        new Wait(
            Responsible.actor(pod),
            text(state, "reason"),
            "container " + text(status, "name") + (message.isEmpty() ? "" : ": " + message),
            text(state, "finishedAt")));
  }

  private static ObjectNode objectAt(ObjectNode status, String state) {
    return status.path("state").path(state) instanceof ObjectNode found
        ? found
        : status.objectNode();
  }
}
