package dev.setpoint.api.registry.policy;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.ConditionRules;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.IntOrPercent;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** PodDisruptionBudgets: how many Pods may be evicted at a time. */
@Component
final class PodDisruptionBudgetStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true);

  private static final List<String> COUNTS =
      List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods");

  private static final TableLayout TABLE =
      TableLayout.builder()
          .name()
          .column(
              "Min Available",
              "string",
              "The minimum number of pods that must be available.",
              0,
              (budget, now) -> limit(budget, "minAvailable"))
          .column(
              "Max Unavailable",
              "string",
              "The maximum number of pods that may be unavailable.",
              0,
              (budget, now) -> limit(budget, "maxUnavailable"))
          .column(
              "Allowed Disruptions",
              "integer",
              "Calculated number of pods that may be disrupted at this time.",
              0,
              (budget, now) -> number(budget, "status", "disruptionsAllowed"))
          .age()
          .build();

  private static String limit(ObjectNode budget, String field) {
    return has(budget, "spec", field) ? at(budget, "spec", field).asString() : "N/A";
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("pdb");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("PodDisruptionBudget"));
  }

  @Override
  public boolean allowUnconditionalUpdate() {
    return false;
  }

  @Override
  public void prepareForCreate(ObjectNode budget) {
    ObjectNode status = budget.putObject("status");
    COUNTS.forEach(count -> status.put(count, 0));
    Generations.first(budget);
  }

  @Override
  public void validate(ObjectNode budget, FieldErrors errors) {
    ObjectNode spec = child(budget, "spec");
    if (has(spec, "minAvailable") && has(spec, "maxUnavailable")) {
      errors.invalid("spec", shown(spec), "minAvailable and maxUnavailable cannot be both set");
    }
    for (String field : List.of("minAvailable", "maxUnavailable")) {
      if (has(spec, field)) {
        IntOrPercent.notNegative(spec.path(field), "spec." + field, errors);
        IntOrPercent.atMostWhole(spec.path(field), "spec." + field, errors);
      }
    }
    LabelSelectors.validate(spec.path("selector"), "spec.selector", errors);
    String policy = text(spec, "unhealthyPodEvictionPolicy");
    if (has(spec, "unhealthyPodEvictionPolicy")
        && !policy.equals("AlwaysAllow")
        && !policy.equals("IfHealthyBudget")) {
      errors.notSupported(
          "spec.unhealthyPodEvictionPolicy", policy, List.of("AlwaysAllow", "IfHealthyBudget"));
    }
  }

  /** As Go shows the struct, with some address for each pointer. */
  private static GoFormat.Verbatim shown(ObjectNode spec) {
    return new GoFormat.Verbatim(
        "policy.PodDisruptionBudgetSpec{MinAvailable:(*intstr.IntOrString)("
            + pointer(spec, "minAvailable")
            + "), Selector:(*v1.LabelSelector)("
            + pointer(spec, "selector")
            + "), MaxUnavailable:(*intstr.IntOrString)("
            + pointer(spec, "maxUnavailable")
            + "), UnhealthyPodEvictionPolicy:(*policy.UnhealthyPodEvictionPolicyType)("
            + pointer(spec, "unhealthyPodEvictionPolicy")
            + ")}");
  }

  private static String pointer(ObjectNode spec, String field) {
    return has(spec, field) ? "0xc000000000" : "nil";
  }

  @Override
  public void prepareForUpdate(ObjectNode budget, ObjectNode old) {
    copy(old, budget, "status");
    Generations.bumpIfSpecChanged(budget, old);
  }

  @Override
  public void validateUpdate(ObjectNode budget, ObjectNode old, FieldErrors errors) {
    validate(budget, errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode budget, ObjectNode old) {
    copy(old, budget, "spec");
  }

  @Override
  public void validateStatusUpdate(ObjectNode budget, ObjectNode old, FieldErrors errors) {
    JsonNode status = budget.path("status");
    ConditionRules.validate(status, "status", errors);
    for (String count : COUNTS) {
      errors.nonNegative("status." + count, number(status, count));
    }
  }

  @Override
  public TableLayout table() {
    return TABLE;
  }
}
