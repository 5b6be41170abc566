package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Nodes: hosts that run Pods. */
@Component
final class NodeStrategy implements ResourceStrategy {

  private static final ResourceType TYPE = new ResourceType("", "v1", "nodes", "Node", false);

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("no");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("Node"));
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
}
