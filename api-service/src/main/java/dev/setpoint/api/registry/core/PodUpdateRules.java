package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import tools.jackson.databind.node.ObjectNode;

/** x. */
final class PodUpdateRules {
  private PodUpdateRules() {}

  static void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {}
}
