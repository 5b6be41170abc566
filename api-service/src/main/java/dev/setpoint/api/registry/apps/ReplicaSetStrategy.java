package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.registry.core.PodSpecDefaults;
import dev.setpoint.api.registry.core.PodWarnings;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ReplicaSets: so many Pods of one template. */
@Component
final class ReplicaSetStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("apps", "v1", "replicasets", "ReplicaSet", true);

  private final TableLayout table;

  ReplicaSetStrategy(Schemas schemas) {
    TableLayout.Builder layout =
        TableLayout.builder()
            .name()
            .column(
                "Desired",
                "integer",
                schemas.describe("apps.v1.ReplicaSetSpec.replicas"),
                0,
                (rs, now) -> number(rs, "spec", "replicas"))
            .column(
                "Current",
                "integer",
                schemas.describe("apps.v1.ReplicaSetStatus.replicas"),
                0,
                (rs, now) -> number(rs, "status", "replicas"))
            .column(
                "Ready",
                "integer",
                schemas.describe("apps.v1.ReplicaSetStatus.readyReplicas"),
                0,
                (rs, now) -> number(rs, "status", "readyReplicas"))
            .age();
    // This column kept the words of the API version before apps/v1.
    table =
        TemplateColumns.add(
                layout,
                "Selector is a label query over pods that should match the replica count. If the"
                    + " selector is empty, it is defaulted to the labels present on the pod"
                    + " template. Label keys and values that must match in order to be controlled"
                    + " by this replica set. More info:"
                    + " https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors")
            .build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("rs");
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("ReplicaSet"), Subresource.scale());
  }

  @Override
  public void setDefaults(ObjectNode set) {
    ObjectNode spec = child(set, "spec");
    defaultNumber(spec, "replicas", 1);
    PodSpecDefaults.applyToTemplate(child(spec, "template"));
  }

  @Override
  public void prepareForCreate(ObjectNode set) {
    set.putObject("status").put("replicas", 0);
    PodSpecDefaults.dropUnservedInTemplate(child(set, "spec"), null);
    Generations.first(set);
  }

  @Override
  public void validate(ObjectNode set, FieldErrors errors) {
    ObjectNode spec = child(set, "spec");
    errors.nonNegative("spec.replicas", number(spec, "replicas"));
    errors.nonNegative("spec.minReadySeconds", number(spec, "minReadySeconds"));
    TemplateRules.selector(spec, errors);
    JsonNode selector = spec.path("selector");
    if (selector.isObject() && !LabelSelectors.isUsable(selector)) {
      errors.invalid("spec.selector", GoFormat.labelSelector(selector), "invalid label selector");
    } else {
      TemplateRules.template(spec, errors);
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode set, ObjectNode old) {
    copy(old, set, "status");
    PodSpecDefaults.dropUnservedInTemplate(child(set, "spec"), object(old, "spec"));
    Generations.bumpIfSpecChanged(set, old);
  }

  @Override
  public void validateUpdate(ObjectNode set, ObjectNode old, FieldErrors errors) {
    validate(set, errors);
    TemplateRules.immutableSelector(set, old, errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode set, ObjectNode old) {
    copy(old, set, "spec");
    copy(child(old, "metadata"), child(set, "metadata"), "labels");
    copy(child(old, "metadata"), child(set, "metadata"), "generation");
  }

  @Override
  public void validateStatusUpdate(ObjectNode set, ObjectNode old, FieldErrors errors) {
    JsonNode status = set.path("status");
    TemplateRules.nonNegativeCounts(
        status,
        "status",
        errors,
        List.of(
            "replicas",
            "fullyLabeledReplicas",
            "readyReplicas",
            "availableReplicas",
            "observedGeneration"));
    TemplateRules.atMostReplicas(
        status, errors, List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"));
    if (number(status, "availableReplicas") > number(status, "readyReplicas")) {
      errors.invalid(
          "status.availableReplicas",
          number(status, "availableReplicas"),
          "cannot be greater than readyReplicas");
    }
  }

  @Override
  public List<String> warnings(ObjectNode set, @Nullable ObjectNode old) {
    ObjectNode spec = object(set, "spec", "template", "spec");
    return spec == null
        ? List.of()
        : PodWarnings.ofTemplate(
            spec, old == null ? null : object(old, "spec", "template", "spec"), "spec.template");
  }

  @Override
  public Map<String, Function<ObjectNode, String>> selectableFields() {
    return Map.of("status.replicas", set -> String.valueOf(number(set, "status", "replicas")));
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
