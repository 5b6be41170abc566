package dev.setpoint.api.registry.autoscaling;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** HorizontalPodAutoscalers, kept as autoscaling/v2 has them. */
@Component
final class HorizontalPodAutoscalerStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType(
          "autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true);
  private static final int CPU_TARGET = 80;

  private final TableLayout table;

  HorizontalPodAutoscalerStrategy(Schemas schemas) {
    table = AutoscalerColumns.layout(schemas);
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("hpa");
  }

  @Override
  public List<String> categories() {
    return List.of("all");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("HorizontalPodAutoscaler"));
  }

  @Override
  public void setDefaults(ObjectNode autoscaler) {
    ObjectNode spec = child(autoscaler, "spec");
    defaultNumber(spec, "minReplicas", 1);
    if (spec.path("metrics").isEmpty()) {
      spec.putArray("metrics").add(cpu(CPU_TARGET));
    }
    ObjectNode behavior = object(spec, "behavior");
    if (behavior != null) {
      AutoscalerBehavior.setDefaults(behavior);
    }
  }

  static ObjectNode cpu(int utilization) {
    ObjectNode metric = KubeJson.TREES.createObjectNode();
    metric.put("type", "Resource");
    metric
        .putObject("resource")
        .put("name", "cpu")
        .putObject("target")
        .put("type", "Utilization")
        .put("averageUtilization", utilization);
    return metric;
  }

  @Override
  public void prepareForCreate(ObjectNode autoscaler) {
    complete(autoscaler.putObject("status"));
    dropUnserved(autoscaler, null);
  }

  /** Kubernetes shows these two even where they are nothing. */
  private static void complete(ObjectNode status) {
    if (!status.has("desiredReplicas")) {
      status.put("desiredReplicas", 0);
    }
    if (!status.has("currentMetrics")) {
      status.putNull("currentMetrics");
    }
  }

  @Override
  public void validate(ObjectNode autoscaler, FieldErrors errors) {
    AutoscalerRules.validate(child(autoscaler, "spec"), 1, errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode autoscaler, ObjectNode old) {
    copy(old, autoscaler, "status");
    dropUnserved(autoscaler, old);
  }

  /** Tolerance is of a feature that is off by default; who has it keeps it. */
  private static void dropUnserved(ObjectNode autoscaler, @Nullable ObjectNode old) {
    for (String direction : List.of("scaleUp", "scaleDown")) {
      ObjectNode rules = object(autoscaler, "spec", "behavior", direction);
      if (rules != null && (old == null || !has(old, "spec", "behavior", direction, "tolerance"))) {
        rules.remove("tolerance");
      }
    }
  }

  @Override
  public void validateUpdate(ObjectNode autoscaler, ObjectNode old, FieldErrors errors) {
    boolean wasZero = has(old, "spec", "minReplicas") && number(old, "spec", "minReplicas") == 0;
    AutoscalerRules.validate(child(autoscaler, "spec"), wasZero ? 0 : 1, errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode autoscaler, ObjectNode old) {
    copy(old, autoscaler, "spec");
    complete(child(autoscaler, "status"));
  }

  @Override
  public void validateStatusUpdate(ObjectNode autoscaler, ObjectNode old, FieldErrors errors) {
    for (String count : List.of("currentReplicas", "desiredReplicas")) {
      errors.nonNegative("status." + count, number(autoscaler, "status", count));
    }
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
