package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.ObjectMetaRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
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

  /**
   * The template of Pods that never end.
   *
   * @param spec of what makes them, with the template
   */
  public static void alwaysRestarting(ObjectNode spec, String kind, FieldErrors errors) {
    JsonNode podSpec = at(spec, "template", "spec");
    String restart = text(podSpec, "restartPolicy");
    if (!restart.equals("Always")) {
      errors.notSupported("spec.template.spec.restartPolicy", restart, List.of("Always"));
    }
    if (has(podSpec, "activeDeadlineSeconds")) {
      errors.forbidden(
          "spec.template.spec.activeDeadlineSeconds",
          "activeDeadlineSeconds in " + kind + " is not Supported");
    }
  }
}
