package dev.setpoint.api.registry.scheduling;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.ConditionRules;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** PodGroups: Pods that start together or not at all. */
@Component
final class PodGroupStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("scheduling.setpoint.dev", "v1", "podgroups", "PodGroup", true);

  private static final int TIMEOUT_SECONDS = 60;

  private static final TableLayout TABLE =
      TableLayout.builder()
          .name()
          .column(
              "Phase",
              "string",
              "Whether the gang is bound.",
              0,
              (group, now) -> text(group, "status", "phase"))
          .column(
              "Min Member",
              "integer",
              "The number of Pods that are bound together.",
              0,
              (group, now) -> number(group, "spec", "minMember"))
          .column(
              "Scheduled",
              "integer",
              "The number of Pods that are bound.",
              0,
              (group, now) -> number(group, "status", "scheduled"))
          .age()
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("pg");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("PodGroup"));
  }

  @Override
  public void setDefaults(ObjectNode group) {
    defaultNumber(child(group, "spec"), "scheduleTimeoutSeconds", TIMEOUT_SECONDS);
  }

  @Override
  public void prepareForCreate(ObjectNode group) {
    group.putObject("status").put("phase", "Pending");
    Generations.first(group);
  }

  @Override
  public void validate(ObjectNode group, FieldErrors errors) {
    for (String field : List.of("minMember", "scheduleTimeoutSeconds")) {
      int value = number(group, "spec", field);
      if (value < 1) {
        errors.invalid("spec." + field, value, "must be greater than or equal to 1");
      }
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode group, ObjectNode old) {
    copy(old, group, "status");
    Generations.bumpIfSpecChanged(group, old);
  }

  @Override
  public void validateUpdate(ObjectNode group, ObjectNode old, FieldErrors errors) {
    validate(group, errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode group, ObjectNode old) {
    copy(old, group, "spec");
  }

  @Override
  public void validateStatusUpdate(ObjectNode group, ObjectNode old, FieldErrors errors) {
    ConditionRules.validate(group.path("status"), "status", errors);
    for (String count : List.of("members", "scheduled")) {
      errors.nonNegative("status." + count, number(group, "status", count));
    }
  }

  @Override
  public TableLayout table() {
    return TABLE;
  }
}
