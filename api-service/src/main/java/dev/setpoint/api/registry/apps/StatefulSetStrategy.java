package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.registry.core.PodSpecDefaults;
import dev.setpoint.api.registry.core.TemplateColumns;
import dev.setpoint.api.registry.core.TemplatedStrategy;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** StatefulSets: Pods with names and volumes of their own. */
@Component
final class StatefulSetStrategy extends TemplatedStrategy {

  private static final ResourceType TYPE =
      new ResourceType("apps", "v1", "statefulsets", "StatefulSet", true);

  private final TableLayout table;

  StatefulSetStrategy() {
    super("spec");
    TableLayout.Builder layout =
        TableLayout.builder()
            .name()
            .column(
                "Ready",
                "string",
                "Number of the pod with ready state",
                0,
                (s, now) ->
                    number(s, "status", "readyReplicas") + "/" + number(s, "spec", "replicas"))
            .age();
    table = TemplateColumns.containers(layout, 1, "spec").build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("sts");
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("StatefulSet"), Subresource.scale());
  }

  @Override
  public List<String> nameProblems(String name, boolean isPrefix) {
    return Names.label(name, isPrefix);
  }

  @Override
  protected boolean namesPods() {
    return false;
  }

  @Override
  public void setDefaults(ObjectNode set) {
    ObjectNode spec = child(set, "spec");
    defaultText(spec, "podManagementPolicy", "OrderedReady");
    ObjectNode strategy = child(spec, "updateStrategy");
    defaultText(strategy, "type", "RollingUpdate");
    if (text(strategy, "type").equals("RollingUpdate")) {
      defaultNumber(child(strategy, "rollingUpdate"), "partition", 0);
    }
    ObjectNode retention = child(spec, "persistentVolumeClaimRetentionPolicy");
    defaultText(retention, "whenDeleted", "Retain");
    defaultText(retention, "whenScaled", "Retain");
    defaultNumber(spec, "replicas", 1);
    defaultNumber(spec, "revisionHistoryLimit", 10);
    PodSpecDefaults.applyToTemplate(child(spec, "template"));
    for (ObjectNode claim : objects(spec, "volumeClaimTemplates")) {
      claim.put("apiVersion", "v1");
      claim.put("kind", "PersistentVolumeClaim");
      defaultText(child(claim, "status"), "phase", "Pending");
      defaultText(child(claim, "spec"), "volumeMode", "Filesystem");
    }
  }

  @Override
  protected void startStatus(ObjectNode status) {
    status.put("replicas", 0);
    status.put("availableReplicas", 0);
  }

  @Override
  public void prepareForCreate(ObjectNode set) {
    super.prepareForCreate(set);
    dropMaxUnavailable(set, null);
  }

  @Override
  public void prepareForUpdate(ObjectNode set, ObjectNode old) {
    dropMaxUnavailable(set, old);
    super.prepareForUpdate(set, old);
  }

  /** This field is of a feature that is off by default; who has it keeps it. */
  private static void dropMaxUnavailable(ObjectNode set, @Nullable ObjectNode old) {
    ObjectNode rolling = object(set, "spec", "updateStrategy", "rollingUpdate");
    if (rolling != null && (old == null || !StatefulSetRules.maxUnavailable(old).isValueNode())) {
      rolling.remove("maxUnavailable");
    }
  }

  @Override
  public void validate(ObjectNode set, FieldErrors errors) {
    StatefulSetRules.validateSpec(child(set, "spec"), errors);
    String service = text(set, "spec", "serviceName");
    if (!service.isEmpty()) {
      errors.invalid("spec.serviceName", service, Names.label(service));
    }
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode set, ObjectNode old, FieldErrors errors) {
    StatefulSetRules.validateSpec(child(set, "spec"), errors);
    StatefulSetRules.onlyMutable(child(set, "spec"), child(old, "spec"), errors);
  }

  @Override
  public void validateStatusUpdate(ObjectNode set, ObjectNode old, FieldErrors errors) {
    StatefulSetRules.validateStatus(set.path("status"), old.path("status"), errors);
  }

  @Override
  public List<String> warnings(ObjectNode set, @Nullable ObjectNode old) {
    List<String> warnings = new ArrayList<>(super.warnings(set, old));
    if (number(set, "spec", "revisionHistoryLimit") < 0) {
      warnings.add(
          "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value"
              + " >= 0 is recommended");
    }
    return warnings;
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
