package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.common.resource.ResourceType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Secrets: values that only who needs them should read. */
@Component
final class SecretStrategy implements ResourceStrategy {

  private static final ResourceType TYPE = new ResourceType("", "v1", "secrets", "Secret", true);

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
}
