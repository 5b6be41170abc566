package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Validation of a new Pod. */
final class PodRules {

  private PodRules() {}

  static void validate(ObjectNode pod, FieldErrors errors) {
    ObjectNode spec = child(pod, "spec");
    validateSpec(spec, errors);
    if (!spec.path("ephemeralContainers").isEmpty()) {
      errors.forbidden("spec.ephemeralContainers", "cannot be set on create");
    }
    if (!text(spec, "nodeName").isEmpty() && !spec.path("schedulingGates").isEmpty()) {
      errors.forbidden(
          "spec.nodeName", "cannot be set until all schedulingGates have been cleared");
    }
  }

  /** What updates hold a Pod against as well. */
  static void validateSpec(ObjectNode spec, FieldErrors errors) {
    PodSpecRules.validate(spec, "spec", errors);
    for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
      List<ObjectNode> containers = objects(spec, list);
      for (int i = 0; i < containers.size(); i++) {
        String image = text(containers.get(i), "image");
        if (!image.equals(image.strip())) {
          errors.invalid(
              "spec." + list + "[" + i + "].image",
              image,
              "must not have leading or trailing whitespace");
        }
      }
    }
  }
}
