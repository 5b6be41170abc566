package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.Quantity;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ResourceQuotas: how much all objects of a namespace may use together. */
@Component
final class ResourceQuotaStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "resourcequotas", "ResourceQuota", true);

  private final TableLayout table =
      TableLayout.builder()
          .name()
          .column(
              "Request",
              "string",
              "Request represents a minimum amount of cpu/memory that a container may consume.",
              0,
              (quota, now) -> used(quota, false))
          .column(
              "Limit",
              "string",
              "Limits control the maximum amount of cpu/memory that a container may use independent"
                  + " of contention on the node.",
              0,
              (quota, now) -> used(quota, true))
          .age()
          .build();

  private static String used(ObjectNode quota, boolean limits) {
    JsonNode hard = at(quota, "status", "hard");
    JsonNode used = at(quota, "status", "used");
    return new TreeSet<>(hard.propertyNames())
        .stream()
            .filter(name -> name.startsWith("limits.") == limits)
            .map(
                name ->
                    name + ": " + Quantity.of(used.path(name)) + "/" + Quantity.of(hard.path(name)))
            .collect(Collectors.joining(", "));
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("quota");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("ResourceQuota"));
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void setDefaults(ObjectNode quota) {
    for (String path : List.of("spec", "status")) {
      for (String list : List.of("hard", "used")) {
        if (at(quota, path, list) instanceof ObjectNode amounts) {
          ContainerDefaults.roundUpToMilli(amounts);
        }
      }
    }
  }

  @Override
  public void prepareForCreate(ObjectNode quota) {
    quota.putObject("status");
  }

  @Override
  public void validate(ObjectNode quota, FieldErrors errors) {
    ResourceQuotaRules.spec(child(quota, "spec"), errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode quota, ObjectNode old) {
    copy(old, quota, "status");
  }

  @Override
  public void validateUpdate(ObjectNode quota, ObjectNode old, FieldErrors errors) {
    ResourceQuotaRules.spec(child(quota, "spec"), errors);
    ResourceQuotaRules.sameScopes(child(quota, "spec"), child(old, "spec"), errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode quota, ObjectNode old) {
    copy(old, quota, "spec");
  }

  @Override
  public void validateStatusUpdate(ObjectNode quota, ObjectNode old, FieldErrors errors) {
    ObjectNode status = child(quota, "status");
    for (String list : List.of("hard", "used")) {
      ResourceQuotaRules.amounts(status.path(list), "status." + list, errors);
    }
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
