package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;

import dev.setpoint.api.registry.CellText;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.registry.core.PodSpecDefaults;
import dev.setpoint.api.registry.core.TemplateColumns;
import dev.setpoint.api.registry.core.TemplatedStrategy;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** DaemonSets: a Pod on every node that fits. */
@Component
final class DaemonSetStrategy extends TemplatedStrategy {

  private static final ResourceType TYPE =
      new ResourceType("apps", "v1", "daemonsets", "DaemonSet", true);

  /** Counts the template's changes; a field of the spec before apps/v1. */
  private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

  private final TableLayout table;

  DaemonSetStrategy(Schemas schemas) {
    super("spec");
    TableLayout.Builder layout = TableLayout.builder().name();
    count(layout, "Desired", "desiredNumberScheduled", describe(schemas, "desiredNumberScheduled"));
    count(layout, "Current", "currentNumberScheduled", describe(schemas, "currentNumberScheduled"));
    count(
        layout,
        "Ready",
        "numberReady",
        "The number of nodes that should be running the daemon pod and have one or more of the"
            + " daemon pod running and ready.");
    count(
        layout,
        "Up-to-date",
        "updatedNumberScheduled",
        describe(schemas, "updatedNumberScheduled"));
    count(layout, "Available", "numberAvailable", describe(schemas, "numberAvailable"));
    layout.column(
        "Node Selector",
        "string",
        schemas.describe("core.v1.PodSpec.nodeSelector"),
        0,
        (set, now) -> CellText.labels(textMap(set, "spec", "template", "spec", "nodeSelector")));
    // This column kept the words of the API version before apps/v1.
    table =
        TemplateColumns.add(
                layout.age(),
                "A label query over pods that are managed by the daemon set. Must match in order to"
                    + " be controlled. If empty, defaulted to labels on Pod template. More info:"
                    + " https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
                "spec")
            .build();
  }

  private static String describe(Schemas schemas, String field) {
    return schemas.describe("apps.v1.DaemonSetStatus." + field);
  }

  private static void count(
      TableLayout.Builder layout, String name, String field, String description) {
    layout.column(name, "integer", description, 0, (set, now) -> number(set, "status", field));
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("ds");
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("DaemonSet"));
  }

  @Override
  protected boolean namesPods() {
    return false;
  }

  @Override
  public void setDefaults(ObjectNode set) {
    ObjectNode spec = child(set, "spec");
    ObjectNode strategy = child(spec, "updateStrategy");
    defaultText(strategy, "type", "RollingUpdate");
    if (text(strategy, "type").equals("RollingUpdate")) {
      ObjectNode rolling = child(strategy, "rollingUpdate");
      defaultNumber(rolling, "maxUnavailable", 1);
      defaultNumber(rolling, "maxSurge", 0);
    }
    defaultNumber(spec, "revisionHistoryLimit", 10);
    PodSpecDefaults.applyToTemplate(child(spec, "template"));
  }

  @Override
  protected void startStatus(ObjectNode status) {
    for (String count :
        List.of(
            "currentNumberScheduled",
            "numberMisscheduled",
            "desiredNumberScheduled",
            "numberReady")) {
      status.put(count, 0);
    }
  }

  @Override
  public void prepareForCreate(ObjectNode set) {
    super.prepareForCreate(set);
    setTemplateGeneration(set, Math.max(1, templateGeneration(set)));
  }

  @Override
  public void prepareForUpdate(ObjectNode set, ObjectNode old) {
    super.prepareForUpdate(set, old);
    long changes = same(set, old, "spec", "template") ? 0 : 1;
    setTemplateGeneration(set, templateGeneration(old) + changes);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode set, ObjectNode old) {
    super.prepareForStatusUpdate(set, old);
    setTemplateGeneration(set, templateGeneration(old));
  }

  private static long templateGeneration(ObjectNode set) {
    String text = text(set, "metadata", "annotations", TEMPLATE_GENERATION);
    return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private static void setTemplateGeneration(ObjectNode set, long generation) {
    child(child(set, "metadata"), "annotations")
        .put(TEMPLATE_GENERATION, String.valueOf(generation));
  }

  @Override
  public void validate(ObjectNode set, FieldErrors errors) {
    DaemonSetRules.validateSpec(child(set, "spec"), errors);
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode set, ObjectNode old, FieldErrors errors) {
    // Kubernetes checks the new state as if created, then as an update: a cause comes twice.
    validate(set, errors);
    validate(set, errors);
    TemplateRules.immutableSelector(set, old, errors);
  }

  @Override
  public void validateStatusUpdate(ObjectNode set, ObjectNode old, FieldErrors errors) {
    DaemonSetRules.validateStatus(set.path("status"), old.path("status"), errors);
  }

  @Override
  public Set<String> annotationsForFields() {
    return Set.of("deprecated.daemonset.template.generation");
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
