package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.number;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ReplicaCounts;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.registry.core.PodSpecDefaults;
import dev.setpoint.api.registry.core.TemplateColumns;
import dev.setpoint.api.registry.core.TemplatedStrategy;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** ReplicaSets: so many Pods of one template. */
@Component
final class ReplicaSetStrategy extends TemplatedStrategy {

  private static final ResourceType TYPE =
      new ResourceType("apps", "v1", "replicasets", "ReplicaSet", true);

  private final TableLayout table;

  ReplicaSetStrategy(Schemas schemas) {
    super("spec");
    TableLayout.Builder layout = TemplateColumns.counts(schemas, "apps.v1.ReplicaSet").age();
    // This column kept the words of the API version before apps/v1.
    table =
        TemplateColumns.add(
                layout,
                "Selector is a label query over pods that should match the replica count. If the"
                    + " selector is empty, it is defaulted to the labels present on the pod"
                    + " template. Label keys and values that must match in order to be controlled"
                    + " by this replica set. More info:"
                    + " https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
                "spec")
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
  protected void startStatus(ObjectNode status) {
    status.put("replicas", 0);
  }

  @Override
  public void validate(ObjectNode set, FieldErrors errors) {
    ObjectNode spec = child(set, "spec");
    errors.nonNegative("spec.replicas", number(spec, "replicas"));
    errors.nonNegative("spec.minReadySeconds", number(spec, "minReadySeconds"));
    TemplateRules.selectorAndTemplate(spec, errors);
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
    ReplicaCounts.validate(set.path("status"), errors);
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
