package dev.setpoint.api.registry.apps;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Deployments: a template that rolls out over ReplicaSets. */
@Component
final class DeploymentStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("apps", "v1", "deployments", "Deployment", true);

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("deploy");
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("Deployment"), Subresource.scale());
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
}
