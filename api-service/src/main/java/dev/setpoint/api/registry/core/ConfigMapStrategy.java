package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** ConfigMaps: text and binary values that Pods read. */
@Component
final class ConfigMapStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "configmaps", "ConfigMap", true);

  private static final TableLayout TABLE =
      TableLayout.builder()
          .name()
          .column(
              "Data",
              "string",
              "",
              0,
              (o, now) -> o.path("data").size() + o.path("binaryData").size())
          .age()
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("cm");
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}

  @Override
  public TableLayout table() {
    return TABLE;
  }
}
