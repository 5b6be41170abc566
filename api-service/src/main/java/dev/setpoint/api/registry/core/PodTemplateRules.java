package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.ObjectMetaRules;
import tools.jackson.databind.node.ObjectNode;

/** Validation of a Pod template, wherever one stands. */
public final class PodTemplateRules {

  private PodTemplateRules() {}

  public static void validate(ObjectNode template, String path, FieldErrors errors) {
    LabelSelectors.validateLabels(
        at(template, "metadata", "labels"), path + ".metadata.labels", errors);
    ObjectMetaRules.annotations(
        at(template, "metadata", "annotations"), path + ".metadata.annotations", errors);
    PodSpecRules.validate(child(template, "spec"), path + ".spec", errors);
    if (!template.path("spec").path("ephemeralContainers").isEmpty()) {
      errors.forbidden(
          path + ".spec.ephemeralContainers", "ephemeral containers not allowed in pod template");
    }
  }
}
