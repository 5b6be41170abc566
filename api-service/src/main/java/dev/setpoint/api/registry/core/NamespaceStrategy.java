package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Namespaces: the finalizers in their spec are what a deletion waits for. */
@Component
final class NamespaceStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "namespaces", "Namespace", false);

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("ns");
  }

  /** Namespaces go one by one, since each takes its content along. */
  @Override
  public List<String> verbs() {
    return List.of("create", "delete", "get", "list", "patch", "update", "watch");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(
        Subresource.status("Namespace"),
        new Subresource("finalize", "", "", "Namespace", List.of("update")));
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
}
