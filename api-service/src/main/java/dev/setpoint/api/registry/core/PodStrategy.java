package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Pods: containers placed together. */
@Component
final class PodStrategy implements ResourceStrategy {

  private static final ResourceType TYPE = new ResourceType("", "v1", "pods", "Pod", true);

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("po");
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(
        Subresource.status("Pod"),
        new Subresource("binding", "", "v1", "Binding", List.of("create")),
        new Subresource("log", "", "v1", "Pod", List.of("get")));
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
}
