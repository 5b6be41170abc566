package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What an ephemeral container, which only looks at a Pod, may not have of a container. */
final class EphemeralContainerRules {

  private static final String NOT_HERE = "cannot be set for an Ephemeral Container";
  private static final List<String> FIELDS =
      List.of(
          "ports",
          "resources",
          "resizePolicy",
          "restartPolicy",
          "livenessProbe",
          "readinessProbe",
          "startupProbe",
          "lifecycle");

  private EphemeralContainerRules() {}

  /**
   * @param targets the names of the Pod's lasting containers
   */
  static void validate(ObjectNode container, Set<String> targets, String path, FieldErrors errors) {
    String target = text(container, "targetContainerName");
    if (!target.isEmpty() && !targets.contains(target)) {
      errors.notFound(path + ".targetContainerName", target);
    }
    for (String field : FIELDS) {
      boolean empty = container.path(field).isContainer() && container.path(field).isEmpty();
      if (has(container, field) && (field.endsWith("Probe") || !empty)) {
        errors.forbidden(path + "." + field, NOT_HERE);
      }
    }
    List<ObjectNode> mounts = objects(container, "volumeMounts");
    for (int i = 0; i < mounts.size(); i++) {
      for (String field : List.of("subPath", "subPathExpr")) {
        if (!text(mounts.get(i), field).isEmpty()) {
          errors.forbidden(path + ".volumeMounts[" + i + "]." + field, NOT_HERE);
        }
      }
    }
  }
}
