package dev.setpoint.api.registry.scheduling;

import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.SystemPriorities;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** PriorityClasses: names for how important Pods are. */
@Component
final class PriorityClassStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false);
  private static final int HIGHEST = 1_000_000_000;
  private static final List<String> POLICIES = List.of("PreemptLowerPriority", "Never");

  private final TableLayout table;

  PriorityClassStrategy(Schemas schemas) {
    table =
        TableLayout.builder()
            .name()
            .column(
                "Value",
                "integer",
                schemas.describe("scheduling.v1.PriorityClass.value"),
                0,
                (pc, now) -> number(pc, "value"))
            .column(
                "Global-Default",
                "boolean",
                schemas.describe("scheduling.v1.PriorityClass.globalDefault"),
                0,
                (pc, now) -> flag(pc, "globalDefault"))
            .age()
            .column(
                "PreemptionPolicy",
                "string",
                schemas.describe("scheduling.v1.PriorityClass.preemptionPolicy"),
                0,
                (pc, now) -> text(pc, "preemptionPolicy"))
            .build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("pc");
  }

  @Override
  public void setDefaults(ObjectNode priorityClass) {
    defaultText(priorityClass, "preemptionPolicy", "PreemptLowerPriority");
  }

  @Override
  public void prepareForCreate(ObjectNode priorityClass) {
    Generations.first(priorityClass);
  }

  @Override
  public void validate(ObjectNode priorityClass, FieldErrors errors) {
    String name = text(priorityClass, "metadata", "name");
    int value = number(priorityClass, "value");
    if (name.startsWith("system-")) {
      String problem = SystemPriorities.problem(name, value, flag(priorityClass, "globalDefault"));
      if (!problem.isEmpty()) {
        errors.forbidden(
            "metadata.name",
            "priority class names with 'system-' prefix are reserved for system use only. error: "
                + problem);
      }
    } else if (value > HIGHEST) {
      errors.forbidden("value", "maximum allowed value of a user defined priority is " + HIGHEST);
    }
    String policy = text(priorityClass, "preemptionPolicy");
    if (!POLICIES.contains(policy)) {
      errors.notSupported("preemptionPolicy", policy, POLICIES);
    }
  }

  /** Pods keep the number they got, so that a class keeps its own. */
  @Override
  public void validateUpdate(ObjectNode priorityClass, ObjectNode old, FieldErrors errors) {
    if (number(priorityClass, "value") != number(old, "value")) {
      errors.forbidden("value", "may not be changed in an update.");
    }
    if (!same(priorityClass, old, "preemptionPolicy")) {
      errors.immutable("preemptionPolicy", text(priorityClass, "preemptionPolicy"));
    }
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
