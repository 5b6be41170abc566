package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** LimitRanges: how much a Pod, a container or a claim of a namespace may ask for, and must. */
@Component
final class LimitRangeStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "limitranges", "LimitRange", true);

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("limits");
  }

  @Override
  public boolean allowCreateOnUpdate() {
    return true;
  }

  /** Containers get what is most by default, and ask for what they get or for what is least. */
  @Override
  public void setDefaults(ObjectNode range) {
    for (ObjectNode limit : objects(range, "spec", "limits")) {
      if (text(limit, "type").equals("Container")) {
        fill(limit, "default", limit.path("max"));
        fill(limit, "defaultRequest", limit.path("default"));
        fill(limit, "defaultRequest", limit.path("min"));
      }
    }
  }

  private static void fill(ObjectNode limit, String field, JsonNode from) {
    if (from.isEmpty()) {
      return;
    }
    ObjectNode amounts = child(limit, field);
    from.properties()
        .forEach(
            amount -> {
              if (!amounts.has(amount.getKey())) {
                amounts.set(amount.getKey(), amount.getValue());
              }
            });
  }

  @Override
  public void validate(ObjectNode range, FieldErrors errors) {
    LimitRangeRules.validate(range, errors);
  }

  @Override
  public void validateUpdate(ObjectNode range, ObjectNode old, FieldErrors errors) {
    validate(range, errors);
  }

  @Override
  public TableLayout table() {
    return TableLayout.NAME_AND_CREATED_AT;
  }
}
