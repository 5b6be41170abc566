package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Bindings: posted to assign a Pod to a node, never kept. */
@Component
final class BindingStrategy implements ResourceStrategy {

  private static final ResourceType TYPE = new ResourceType("", "v1", "bindings", "Binding", true);

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public boolean stored() {
    return false;
  }

  @Override
  public List<String> verbs() {
    return List.of("create");
  }

  @Override
  public void validate(ObjectNode binding, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode binding, ObjectNode old, FieldErrors errors) {}
}
