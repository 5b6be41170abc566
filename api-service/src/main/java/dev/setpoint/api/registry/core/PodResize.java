package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.SubresourceRules;
import dev.setpoint.common.pod.QosClass;
import dev.setpoint.common.resource.Quantity;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/resize}: the way to change what running containers may use. */
final class PodResize implements SubresourceRules {

  private static final List<String> LISTS = List.of("containers", "initContainers");
  private static final List<String> RESIZABLE = List.of("cpu", "memory");

  /**
   * Takes the resources alone. Where containers were added, removed, renamed or reordered, the
   * lists stay as they were sent, and validation refuses them.
   */
  @Override
  public void prepare(ObjectNode pod, ObjectNode old) {
    ObjectNode wanted = child(pod, "spec").deepCopy();
    ObjectNode metadata = child(pod, "metadata").deepCopy();
    ObjectNode spec = child(old, "spec").deepCopy();
    for (String list : LISTS) {
      List<ObjectNode> now = objects(wanted, list);
      List<ObjectNode> containers = objects(spec, list);
      if (!names(now).equals(names(containers))) {
        copy(wanted, spec, list);
        continue;
      }
      for (int i = 0; i < now.size(); i++) {
        copy(now.get(i), containers.get(i), "resources");
        copy(now.get(i), containers.get(i), "resizePolicy");
      }
    }
    pod.set("spec", spec);
    pod.set("metadata", child(old, "metadata").deepCopy());
    copy(old, pod, "status");
    copy(metadata, child(pod, "metadata"), "resourceVersion");
    copy(metadata, child(pod, "metadata"), "managedFields");
    PodFeatures.dropUnserved(spec, child(old, "spec"));
    Generations.bumpIfSpecChanged(pod, old);
  }

  private static List<String> names(List<ObjectNode> containers) {
    return containers.stream().map(container -> text(container, "name")).toList();
  }

  @Override
  public void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
    if (has(old, "metadata", "annotations", PodEphemeralContainers.MIRROR)) {
      errors.forbidden("", "static pods cannot be resized");
      return;
    }
    if (text(old, "spec", "os", "name").equals("windows")) {
      errors.forbidden("", "windows pods cannot be resized");
      return;
    }
    PodRules.validateSpec(child(pod, "spec"), errors);
    String before = text(old, "status", "qosClass");
    if (!QosClass.of(pod).equals(before.isEmpty() ? QosClass.of(old) : before)) {
      errors.invalid(
          "spec",
          text(pod, "status", "qosClass"),
          "Pod QOS Class may not change as a result of resizing");
    }
    if (!nodeCanResize(old)) {
      errors.forbidden("spec", "Pod running on node without support for resize");
    }
    if (sameContainers(pod, old, errors)) {
      onlyCompute(child(pod, "spec"), child(old, "spec"), errors);
      for (String list : LISTS) {
        eachResize(pod, old, list, errors);
      }
    }
  }

  /** A node that can resize reports what its running containers have. */
  private static boolean nodeCanResize(ObjectNode pod) {
    return objects(pod, "status", "containerStatuses").stream()
        .filter(status -> has(status, "state", "running"))
        .findFirst()
        .map(status -> has(status, "resources"))
        .orElse(true);
  }

  private static boolean sameContainers(ObjectNode pod, ObjectNode old, FieldErrors errors) {
    boolean allSame = true;
    for (String list : LISTS) {
      List<String> now = names(objects(pod, "spec", list));
      List<String> before = names(objects(old, "spec", list));
      if (now.size() != before.size()) {
        errors.forbidden("spec." + list, list + " may not be added or removed on resize");
        allSame = false;
        continue;
      }
      for (int i = 0; i < now.size(); i++) {
        if (!now.get(i).equals(before.get(i))) {
          errors.forbidden(
              "spec." + list + "[" + i + "].name",
              list + " may not be renamed or reordered on resize");
          allSame = false;
        }
      }
    }
    return allSame;
  }

  private static void onlyCompute(ObjectNode spec, ObjectNode old, FieldErrors errors) {
    ObjectNode rest = spec.deepCopy();
    for (String list : LISTS) {
      List<ObjectNode> now = objects(rest, list);
      List<ObjectNode> before = objects(old, list);
      for (int i = 0; i < now.size(); i++) {
        ObjectNode resources = child(now.get(i), "resources");
        for (String amounts : List.of("requests", "limits")) {
          for (String resource : RESIZABLE) {
            var amount = at(before.get(i), "resources", amounts, resource);
            if (amount.isMissingNode()) {
              child(resources, amounts).remove(resource);
            } else {
              child(resources, amounts).set(resource, amount);
            }
          }
        }
      }
    }
    if (!same(rest, old)) {
      errors.forbidden(
          "spec",
          "only cpu and memory resources are mutable\n" + SpecDifference.describe(old, rest));
    }
  }

  private static void eachResize(ObjectNode pod, ObjectNode old, String list, FieldErrors errors) {
    List<ObjectNode> now = objects(pod, "spec", list);
    List<ObjectNode> before = objects(old, "spec", list);
    for (int i = 0; i < now.size(); i++) {
      String path = "spec." + list + "[" + i + "].resources";
      if (list.equals("initContainers") && !text(before.get(i), "restartPolicy").equals("Always")) {
        if (!same(now.get(i), before.get(i), "resources")) {
          errors.forbidden(path, "resources for non-sidecar init containers are immutable");
        }
        continue;
      }
      for (String amounts : List.of("requests", "limits")) {
        var kept = at(now.get(i), "resources", amounts);
        if (!at(before.get(i), "resources", amounts).propertyNames().stream().allMatch(kept::has)) {
          errors.forbidden(
              path + "." + amounts,
              amounts.equals("requests")
                  ? "resource requests cannot be removed"
                  : "resource limits cannot be removed");
        }
      }
      memoryLimit(now.get(i), before.get(i), path + ".limits[memory]", errors);
    }
  }

  private static void memoryLimit(
      ObjectNode now, ObjectNode before, String path, FieldErrors errors) {
    boolean restarts =
        objects(now, "resizePolicy").stream()
            .anyMatch(
                policy ->
                    text(policy, "resourceName").equals("memory")
                        && text(policy, "restartPolicy").equals("RestartContainer"));
    var limit = at(now, "resources", "limits", "memory");
    var old = at(before, "resources", "limits", "memory");
    if (!restarts
        && !limit.isMissingNode()
        && !old.isMissingNode()
        && Quantity.of(limit).value().compareTo(Quantity.of(old).value()) < 0) {
      errors.forbidden(
          path, "memory limits cannot be decreased unless resizePolicy is RestartContainer");
    }
  }
}
