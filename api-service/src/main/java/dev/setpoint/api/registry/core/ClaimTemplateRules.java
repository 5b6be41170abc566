package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.object;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.ObjectMetaRules;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The claim that a Pod brings along for an ephemeral volume. */
final class ClaimTemplateRules {

  private static final Set<String> METADATA = Set.of("labels", "annotations", "creationTimestamp");

  private ClaimTemplateRules() {}

  static void validate(JsonNode template, String path, FieldErrors errors) {
    ObjectNode metadata = object(template, "metadata");
    if (metadata != null) {
      String at = path + ".metadata.";
      ObjectMetaRules.annotations(metadata.path("annotations"), at + "annotations", errors);
      LabelSelectors.validateLabels(metadata.path("labels"), at + "labels", errors);
      metadata
          .propertyStream()
          .map(field -> field.getKey())
          .filter(field -> !METADATA.contains(field))
          .sorted()
          .forEach(field -> errors.forbidden(at + field, "cannot be set"));
    }
    ClaimRules.spec(template.path("spec"), path + ".spec", errors);
  }
}
