package dev.setpoint.api.registry.autoscaling;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultNumber;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.ViewStrategy;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Autoscalers as autoscaling/v1 has them: the CPU target is a field, and what else there is to an
 * autoscaler travels in annotations (k8s.io/kubernetes/pkg/apis/autoscaling/v1/conversion.go).
 */
@Component
final class AutoscalerV1Strategy extends ViewStrategy {

  private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
  private static final String METRICS = PREFIX + "metrics";
  private static final String CURRENT = PREFIX + "current-metrics";
  private static final String CONDITIONS = PREFIX + "conditions";
  private static final String BEHAVIOR = PREFIX + "behavior";
  private static final String CPU_TARGET = "targetCPUUtilizationPercentage";
  private static final String CPU_CURRENT = "currentCPUUtilizationPercentage";
  private static final List<String> SAME_IN_STATUS =
      List.of("observedGeneration", "lastScaleTime", "currentReplicas", "desiredReplicas");

  private final HorizontalPodAutoscalerStrategy kept;

  AutoscalerV1Strategy(HorizontalPodAutoscalerStrategy kept) {
    super(
        new ResourceType(
            "autoscaling", "v1", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true),
        kept);
    this.kept = kept;
  }

  @Override
  public void setDefaults(ObjectNode autoscaler) {
    defaultNumber(child(autoscaler, "spec"), "minReplicas", 1);
  }

  @Override
  public ObjectNode toStored(ObjectNode autoscaler) {
    ObjectNode stored = KubeJson.TREES.createObjectNode();
    stored.put("kind", type().kind()).put("apiVersion", storedType().apiVersion());
    copy(autoscaler, stored, "metadata");
    ObjectNode spec = stored.putObject("spec");
    for (String field : List.of("scaleTargetRef", "minReplicas", "maxReplicas")) {
      copy(child(autoscaler, "spec"), spec, field);
    }
    JsonNode others = annotation(autoscaler, METRICS);
    ArrayNode metrics = spec.putArray("metrics");
    others.forEach(metric -> metrics.add(MetricForms.toV2(metric)));
    if (has(autoscaler, "spec", CPU_TARGET)) {
      metrics.add(HorizontalPodAutoscalerStrategy.cpu(number(autoscaler, "spec", CPU_TARGET)));
    }
    if (annotation(autoscaler, BEHAVIOR) instanceof ObjectNode behavior) {
      spec.set("behavior", MetricForms.behaviorToV2(behavior));
    }
    ObjectNode status = stored.putObject("status");
    for (String field : SAME_IN_STATUS) {
      copy(child(autoscaler, "status"), status, field);
    }
    ArrayNode current = status.putArray("currentMetrics");
    annotation(autoscaler, CURRENT).forEach(m -> current.add(MetricForms.statusToV2(m)));
    if (annotation(autoscaler, CONDITIONS) instanceof ArrayNode conditions) {
      status.set("conditions", conditions);
    }
    dropAnnotations(stored);
    kept.setDefaults(stored);
    return stored;
  }

  @Override
  public ObjectNode fromStored(ObjectNode stored) {
    ObjectNode autoscaler = KubeJson.TREES.createObjectNode();
    autoscaler.put("kind", type().kind()).put("apiVersion", type().apiVersion());
    copy(stored, autoscaler, "metadata");
    dropAnnotations(autoscaler);
    ObjectNode spec = autoscaler.putObject("spec");
    for (String field : List.of("scaleTargetRef", "minReplicas", "maxReplicas")) {
      copy(child(stored, "spec"), spec, field);
    }
    ArrayNode others = KubeJson.TREES.createArrayNode();
    for (ObjectNode metric : objects(stored, "spec", "metrics")) {
      JsonNode utilization = metric.path("resource").path("target").path("averageUtilization");
      if (text(metric, "type").equals("Resource")
          && text(metric, "resource", "name").equals("cpu")
          && utilization.isNumber()) {
        if (!spec.has(CPU_TARGET)) {
          spec.set(CPU_TARGET, utilization);
        }
      } else {
        others.add(MetricForms.toV1(metric));
      }
    }
    annotate(autoscaler, METRICS, others);
    ObjectNode behavior = object(stored, "spec", "behavior");
    if (behavior != null) {
      annotate(autoscaler, BEHAVIOR, MetricForms.behaviorToInternal(behavior));
    }
    status(stored, autoscaler);
    return autoscaler;
  }

  private static void status(ObjectNode stored, ObjectNode autoscaler) {
    ObjectNode status = autoscaler.putObject("status");
    status.put("currentReplicas", 0).put("desiredReplicas", 0);
    ObjectNode from = child(stored, "status");
    for (String field : SAME_IN_STATUS) {
      if (has(from, field)) {
        copy(from, status, field);
      }
    }
    ArrayNode current = KubeJson.TREES.createArrayNode();
    for (ObjectNode metric : objects(from, "currentMetrics")) {
      JsonNode utilization = metric.path("resource").path("current").path("averageUtilization");
      if (text(metric, "resource", "name").equals("cpu") && utilization.isNumber()) {
        status.set(CPU_CURRENT, utilization);
      }
      current.add(MetricForms.statusToV1(metric));
    }
    annotate(autoscaler, CURRENT, current);
    if (from.get("conditions") instanceof ArrayNode conditions) {
      annotate(autoscaler, CONDITIONS, conditions);
    }
  }

  /** Unreadable ones count as absent. */
  private static JsonNode annotation(ObjectNode autoscaler, String name) {
    String text = text(autoscaler, "metadata", "annotations", name);
    try {
      return text.isEmpty() ? KubeJson.TREES.missingNode() : KubeJson.TREES.readTree(text);
    } catch (JacksonException e) {
      return KubeJson.TREES.missingNode();
    }
  }

  private static void annotate(ObjectNode autoscaler, String name, @Nullable JsonNode value) {
    if (value != null && !value.isEmpty()) {
      child(child(autoscaler, "metadata"), "annotations")
          .put(name, new String(KubeJson.write(value), StandardCharsets.UTF_8));
    }
  }

  private static void dropAnnotations(ObjectNode autoscaler) {
    ObjectNode metadata = child(autoscaler, "metadata");
    if (metadata.get("annotations") instanceof ObjectNode annotations) {
      annotations.remove(List.of(METRICS, CURRENT, CONDITIONS, BEHAVIOR));
      if (annotations.isEmpty()) {
        metadata.remove("annotations");
      }
    }
  }
}
