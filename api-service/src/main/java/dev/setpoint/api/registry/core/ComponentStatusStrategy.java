package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * ComponentStatuses, of which there are none: Kubernetes deprecates them, and the services tell of
 * their health themselves.
 */
@Component
final class ComponentStatusStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "componentstatuses", "ComponentStatus", false);

  private static final TableLayout TABLE =
      TableLayout.builder()
          .name()
          .column(
              "Status",
              "string",
              "Status of the component conditions",
              0,
              (component, now) -> health(component, "status"))
          .column(
              "Message",
              "string",
              "Message of the component conditions",
              0,
              (component, now) -> health(component, "message"))
          .column(
              "Error",
              "string",
              "Error of the component conditions",
              0,
              (component, now) -> health(component, "error"))
          .build();

  private static String health(ObjectNode component, String field) {
    return objects(component, "conditions").stream()
        .filter(condition -> text(condition, "type").equals("Healthy"))
        .map(condition -> text(condition, field))
        .findFirst()
        .orElse("");
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("cs");
  }

  @Override
  public List<String> verbs() {
    return List.of("get", "list");
  }

  @Override
  public String deprecation() {
    return "v1 ComponentStatus is deprecated in v1.19+";
  }

  @Override
  public void validate(ObjectNode component, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode component, ObjectNode old, FieldErrors errors) {}

  @Override
  public TableLayout table() {
    return TABLE;
  }
}
