package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.textMap;

import dev.setpoint.api.registry.CellText;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** PodTemplates: a template kept for whoever wants to make Pods of it. */
@Component
final class PodTemplateStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("", "v1", "podtemplates", "PodTemplate", true);

  private static final TableLayout TABLE =
      TemplateColumns.containers(TableLayout.builder().name(), 0)
          .column(
              "Pod Labels",
              "string",
              "The labels for the pod template.",
              0,
              (template, now) ->
                  CellText.labels(textMap(template, "template", "metadata", "labels")))
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void setDefaults(ObjectNode template) {
    PodSpecDefaults.applyToTemplate(child(template, "template"));
  }

  @Override
  public void prepareForCreate(ObjectNode template) {
    PodSpecDefaults.dropUnservedInTemplate(template, null);
    Generations.first(template);
  }

  @Override
  public void validate(ObjectNode template, FieldErrors errors) {
    PodTemplateRules.validate(child(template, "template"), "template", errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode template, ObjectNode old) {
    PodSpecDefaults.dropUnservedInTemplate(template, old);
    long generation = old.path("metadata").path("generation").longValue(0);
    child(template, "metadata")
        .put("generation", same(template, old, "template") ? generation : generation + 1);
  }

  @Override
  public void validateUpdate(ObjectNode template, ObjectNode old, FieldErrors errors) {
    validate(template, errors);
  }

  @Override
  public List<String> warnings(ObjectNode template, @Nullable ObjectNode old) {
    ObjectNode spec = object(template, "template", "spec");
    return spec == null
        ? List.of()
        : PodWarnings.ofTemplate(
            spec, old == null ? null : object(old, "template", "spec"), "template");
  }

  @Override
  public TableLayout table() {
    return TABLE;
  }
}
