package dev.setpoint.api.registry.autoscaling;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** An autoscaler's row as kube-apiserver prints it (k8s.io/kubernetes/pkg/printers). */
final class AutoscalerColumns {

  private static final int SHOWN = 2;
  private static final String UNKNOWN = "<unknown>";

  private AutoscalerColumns() {}

  static TableLayout layout(Schemas schemas) {
    return TableLayout.builder()
        .name()
        .column(
            "Reference",
            "string",
            schemas.describe("autoscaling.v2.HorizontalPodAutoscalerSpec.scaleTargetRef"),
            0,
            (h, now) ->
                text(h, "spec", "scaleTargetRef", "kind")
                    + "/"
                    + text(h, "spec", "scaleTargetRef", "name"))
        .column("Targets", "string", targetsDescription(schemas), 0, (h, now) -> targets(h))
        .column(
            "MinPods",
            "string",
            schemas.describe("autoscaling.v2.HorizontalPodAutoscalerSpec.minReplicas"),
            0,
            (h, now) ->
                has(h, "spec", "minReplicas")
                    ? String.valueOf(number(h, "spec", "minReplicas"))
                    : "<unset>")
        .column(
            "MaxPods",
            "string",
            schemas.describe("autoscaling.v2.HorizontalPodAutoscalerSpec.maxReplicas"),
            0,
            (h, now) -> number(h, "spec", "maxReplicas"))
        .column(
            "Replicas",
            "string",
            schemas.describe("autoscaling.v2.HorizontalPodAutoscalerStatus.currentReplicas"),
            0,
            (h, now) -> number(h, "status", "currentReplicas"))
        .age()
        .build();
  }

  /** The column kept the words of the version before v2, which knew no default metric. */
  private static String targetsDescription(Schemas schemas) {
    String words = schemas.describe("autoscaling.v2.HorizontalPodAutoscalerSpec.metrics");
    int later = words.indexOf(" If not set");
    return later < 0 ? words : words.substring(0, later);
  }

  private static String targets(ObjectNode autoscaler) {
    List<ObjectNode> metrics = objects(autoscaler, "spec", "metrics");
    if (metrics.isEmpty()) {
      return "<none>";
    }
    List<ObjectNode> current = objects(autoscaler, "status", "currentMetrics");
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < Math.min(SHOWN, metrics.size()); i++) {
      shown.add(target(metrics.get(i), i < current.size() ? current.get(i) : null));
    }
    String list = String.join(", ", shown);
    return metrics.size() > SHOWN ? list + " + " + (metrics.size() - SHOWN) + " more..." : list;
  }

  private static String target(ObjectNode metric, @Nullable ObjectNode status) {
    String type = text(metric, "type");
    String field = Character.toLowerCase(type.charAt(0)) + type.substring(1);
    JsonNode wanted = at(metric, field, "target");
    JsonNode current = status == null ? MissingNode.getInstance() : at(status, field, "current");
    boolean averaged = has(wanted, "averageValue");
    return switch (type) {
      case "External", "Object" ->
          averaged
              ? pair(current, wanted, "averageValue") + " (avg)"
              : pair(current, wanted, "value");
      case "Pods" -> pair(current, wanted, "averageValue");
      case "Resource", "ContainerResource" ->
          text(metric, field, "name")
              + ": "
              + (averaged ? pair(current, wanted, "averageValue") : share(current, wanted));
      default -> "<unknown type>";
    };
  }

  private static String pair(JsonNode current, JsonNode wanted, String field) {
    return (has(current, field) ? text(current, field) : UNKNOWN) + "/" + text(wanted, field);
  }

  private static String share(JsonNode current, JsonNode wanted) {
    String field = "averageUtilization";
    return (has(current, field) ? number(current, field) + "%" : UNKNOWN)
        + "/"
        + (has(wanted, field) ? number(wanted, field) + "%" : "<auto>");
  }
}
