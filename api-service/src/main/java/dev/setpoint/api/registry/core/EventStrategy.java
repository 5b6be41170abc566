package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Events: what happened to an object, and who says so. */
@Component
final class EventStrategy implements ResourceStrategy {

  private static final ResourceType TYPE = new ResourceType("", "v1", "events", "Event", true);

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("ev");
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
}
