package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import tools.jackson.databind.node.ObjectNode;

/** x. */
final class PodRules {
  private PodRules() {}

  static void validate(ObjectNode pod, FieldErrors errors) {}
}
