package dev.setpoint.api.registry.apps;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** ReplicaSets: so many Pods of one template. */
@Component
final class ReplicaSetStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("apps", "v1", "replicasets", "ReplicaSet", true);

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("rs");
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("ReplicaSet"), Subresource.scale());
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
}
