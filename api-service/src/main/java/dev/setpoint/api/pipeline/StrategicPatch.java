package dev.setpoint.api.pipeline;

import dev.setpoint.common.resource.ResourceType;
import tools.jackson.databind.node.ObjectNode;

/** Applies strategic merge patches. */
public interface StrategicPatch {

  /**
   * @param original may be changed and returned
   * @throws dev.setpoint.common.error.ApiException for directives that make no sense
   */
  ObjectNode apply(ObjectNode original, ObjectNode patch, ResourceType type);
}
