package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.textMap;

import dev.setpoint.api.registry.CellText;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.ReplicaCounts;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ReplicationControllers: what ReplicaSets were before selectors had operators. */
@Component
final class ReplicationControllerStrategy extends TemplatedStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "replicationcontrollers", "ReplicationController", true);

  private final TableLayout table;

  ReplicationControllerStrategy(Schemas schemas) {
    super("spec");
    TableLayout.Builder layout =
        TemplateColumns.counts(schemas, "core.v1.ReplicationController").age();
    table =
        TemplateColumns.containers(layout, 1, "spec")
            .column(
                "Selector",
                "string",
                schemas.describe("core.v1.ReplicationControllerSpec.selector"),
                1,
                (rc, now) -> CellText.labels(textMap(rc, "spec", "selector")))
            .build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("rc");
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("ReplicationController"), Subresource.scale());
  }

  @Override
  public boolean orphansByDefault() {
    return true;
  }

  @Override
  public void setDefaults(ObjectNode controller) {
    ObjectNode spec = child(controller, "spec");
    defaultNumber(spec, "replicas", 1);
    ObjectNode template = object(spec, "template");
    if (template == null) {
      return;
    }
    PodSpecDefaults.applyToTemplate(template);
    ObjectNode labelled = child(template, "metadata");
    if (spec.path("selector").isEmpty() && !labelled.path("labels").isEmpty()) {
      spec.set("selector", labelled.path("labels").deepCopy());
    }
    if (child(controller, "metadata").path("labels").isEmpty()) {
      copy(labelled, child(controller, "metadata"), "labels");
    }
  }

  @Override
  protected void startStatus(ObjectNode status) {
    status.put("replicas", 0);
  }

  @Override
  public void validate(ObjectNode controller, FieldErrors errors) {
    ObjectNode spec = child(controller, "spec");
    errors.nonNegative("spec.minReadySeconds", number(spec, "minReadySeconds"));
    Map<String, String> selector = textMap(spec, "selector");
    if (selector.isEmpty()) {
      errors.required("spec.selector", "");
    }
    errors.nonNegative("spec.replicas", number(spec, "replicas"));
    ObjectNode template = object(spec, "template");
    if (template == null) {
      errors.required("spec.template", "");
      return;
    }
    JsonNode labels = at(template, "metadata", "labels");
    if (!textMap(labels).entrySet().containsAll(selector.entrySet())) {
      errors.invalid(
          "spec.template.metadata.labels",
          GoFormat.stringMap(labels),
          "`selector` does not match template `labels`");
    }
    PodTemplateRules.validate(template, "spec.template", errors);
    PodTemplateRules.alwaysRestarting(spec, "ReplicationController", errors);
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode controller, ObjectNode old, FieldErrors errors) {
    // Kubernetes checks the new state as if created, then as an update: a cause comes twice.
    validate(controller, errors);
    validate(controller, errors);
  }

  @Override
  public void validateStatusUpdate(ObjectNode controller, ObjectNode old, FieldErrors errors) {
    ReplicaCounts.validate(controller.path("status"), errors);
  }

  @Override
  public Map<String, Function<ObjectNode, String>> selectableFields() {
    return Map.of("status.replicas", rc -> String.valueOf(number(rc, "status", "replicas")));
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
