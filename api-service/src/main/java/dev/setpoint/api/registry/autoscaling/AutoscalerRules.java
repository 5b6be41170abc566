package dev.setpoint.api.registry.autoscaling;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of autoscalers (k8s.io/kubernetes/pkg/apis/autoscaling/validation). */
final class AutoscalerRules {

  private AutoscalerRules() {}

  /**
   * @param least how many replicas the minimum may be: none only for one that has none already
   */
  static void validate(ObjectNode spec, int least, FieldErrors errors) {
    int min = number(spec, "minReplicas");
    int max = number(spec, "maxReplicas");
    if (min < least) {
      errors.invalid("spec.minReplicas", min, "must be greater than or equal to " + least);
    }
    if (max < 1) {
      errors.invalid("spec.maxReplicas", max, "must be greater than 0");
    }
    if (max < min) {
      errors.invalid("spec.maxReplicas", max, "must be greater than or equal to `minReplicas`");
    }
    reference(spec.path("scaleTargetRef"), "spec.scaleTargetRef", errors);
    List<ObjectNode> metrics = objects(spec, "metrics");
    for (int i = 0; i < metrics.size(); i++) {
      MetricRules.validate(metrics.get(i), "spec.metrics[" + i + "]", errors);
    }
    boolean canStartFromNone =
        metrics.stream()
            .map(m -> text(m, "type"))
            .anyMatch(List.of("Object", "External")::contains);
    if (has(spec, "minReplicas") && min == 0 && !canStartFromNone) {
      errors.forbidden(
          "spec.metrics",
          "must specify at least one Object or External metric to support scaling to zero"
              + " replicas");
    }
    AutoscalerBehavior.validate(object(spec, "behavior"), "spec.behavior", errors);
  }

  /** What is scaled, or what a metric is about. */
  static void reference(JsonNode reference, String path, FieldErrors errors) {
    for (String field : List.of("kind", "name")) {
      String value = text(reference, field);
      if (value.isEmpty()) {
        errors.required(path + "." + field, "");
      } else {
        errors.invalid(path + "." + field, value, Names.pathSegment(value, false));
      }
    }
  }
}
