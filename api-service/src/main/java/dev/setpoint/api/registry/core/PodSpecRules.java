package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** x. */
final class PodSpecRules {
  private PodSpecRules() {}

  static void validate(ObjectNode spec, JsonNode metadata, String path, FieldErrors errors) {}
}
