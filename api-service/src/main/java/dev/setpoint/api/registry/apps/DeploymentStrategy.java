package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.text;

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

/** Deployments: a template that rolls out over ReplicaSets. */
@Component
final class DeploymentStrategy extends TemplatedStrategy {

  private static final ResourceType TYPE =
      new ResourceType("apps", "v1", "deployments", "Deployment", true);

  private final TableLayout table;

  DeploymentStrategy(Schemas schemas) {
    super("spec");
    TableLayout.Builder layout =
        TableLayout.builder()
            .name()
            .column(
                "Ready",
                "string",
                "Number of the pod with ready state",
                0,
                (d, now) ->
                    number(d, "status", "readyReplicas") + "/" + number(d, "spec", "replicas"))
            .column(
                "Up-to-date",
                "string",
                schemas.describe("apps.v1.DeploymentStatus.updatedReplicas"),
                0,
                (d, now) -> number(d, "status", "updatedReplicas"))
            .column(
                "Available",
                "string",
                schemas.describe("apps.v1.DeploymentStatus.availableReplicas"),
                0,
                (d, now) -> number(d, "status", "availableReplicas"))
            .age();
    table =
        TemplateColumns.add(
                layout,
                "Label selector for pods. Existing ReplicaSets whose pods are selected by this will"
                    + " be the ones affected by this deployment.",
                "spec")
            .build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("deploy");
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<String> resetFields(String subresource) {
    return subresource.equals("status")
        ? List.of("spec", "metadata.labels")
        : super.resetFields(subresource);
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("Deployment"), Subresource.scale());
  }

  @Override
  public void setDefaults(ObjectNode deployment) {
    ObjectNode spec = child(deployment, "spec");
    defaultNumber(spec, "replicas", 1);
    defaultNumber(spec, "revisionHistoryLimit", 10);
    defaultNumber(spec, "progressDeadlineSeconds", 600);
    ObjectNode strategy = child(spec, "strategy");
    defaultText(strategy, "type", "RollingUpdate");
    if (text(strategy, "type").equals("RollingUpdate")) {
      ObjectNode rolling = child(strategy, "rollingUpdate");
      if (!has(rolling, "maxUnavailable")) {
        rolling.put("maxUnavailable", "25%");
      }
      if (!has(rolling, "maxSurge")) {
        rolling.put("maxSurge", "25%");
      }
    }
    PodSpecDefaults.applyToTemplate(child(spec, "template"));
  }

  @Override
  public void validate(ObjectNode deployment, FieldErrors errors) {
    DeploymentRules.validateSpec(child(deployment, "spec"), errors);
  }

  @Override
  public void validateUpdate(ObjectNode deployment, ObjectNode old, FieldErrors errors) {
    DeploymentRules.validateSpec(child(deployment, "spec"), errors);
    TemplateRules.immutableSelector(deployment, old, errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode deployment, ObjectNode old) {
    super.prepareForStatusUpdate(deployment, old);
    copy(child(old, "metadata"), child(deployment, "metadata"), "labels");
  }

  @Override
  public void validateStatusUpdate(ObjectNode deployment, ObjectNode old, FieldErrors errors) {
    DeploymentRules.validateStatus(deployment.path("status"), old.path("status"), errors);
  }

  @Override
  public Set<String> annotationsForFields() {
    return Set.of("deprecated.deployment.rollback.to");
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
