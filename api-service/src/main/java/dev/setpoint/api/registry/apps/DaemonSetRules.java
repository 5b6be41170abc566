package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.IntOrPercent;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.ReplicaCounts;
import dev.setpoint.api.registry.core.PodTemplateRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of DaemonSets (k8s.io/kubernetes/pkg/apis/apps/validation). */
final class DaemonSetRules {

  private static final String ROLLING = "spec.updateStrategy.rollingUpdate";

  private DaemonSetRules() {}

  static void validateSpec(ObjectNode spec, FieldErrors errors) {
    JsonNode selector = spec.path("selector");
    LabelSelectors.validate(selector, "spec.selector", errors);
    if (!selector.isObject() || LabelSelectors.isUsable(selector)) {
      TemplateRules.matchingLabels(spec, errors);
    }
    TemplateRules.notEmptySelector(spec, "daemonset", errors);
    PodTemplateRules.validate(child(spec, "template"), "spec.template", errors);
    PodTemplateRules.alwaysRestarting(spec, "DaemonSet", errors);
    errors.nonNegative("spec.minReadySeconds", number(spec, "minReadySeconds"));
    updateStrategy(spec.path("updateStrategy"), errors);
    errors.nonNegative("spec.revisionHistoryLimit", number(spec, "revisionHistoryLimit"));
  }

  private static void updateStrategy(JsonNode strategy, FieldErrors errors) {
    ObjectNode rolling = object(strategy, "rollingUpdate");
    switch (text(strategy, "type")) {
      case "OnDelete" -> {}
      case "RollingUpdate" -> {
        if (rolling == null) {
          errors.required(ROLLING, "");
        } else {
          rolling(rolling, errors);
        }
      }
      default ->
          errors.notSupported(
              "spec.updateStrategy",
              new GoFormat.Verbatim(
                  "apps.DaemonSetUpdateStrategy{Type:"
                      + GoFormat.quote(text(strategy, "type"))
                      + ", RollingUpdate:(*apps.RollingUpdateDaemonSet)("
                      + (rolling == null ? "nil" : "0xc000000000")
                      + ")}"),
              List.of("RollingUpdate", "OnDelete"));
    }
  }

  private static void rolling(ObjectNode rolling, FieldErrors errors) {
    JsonNode unavailable = rolling.path("maxUnavailable");
    JsonNode surge = rolling.path("maxSurge");
    IntOrPercent.notNegative(unavailable, ROLLING + ".maxUnavailable", errors);
    IntOrPercent.notNegative(surge, ROLLING + ".maxSurge", errors);
    IntOrPercent.atMostWhole(unavailable, ROLLING + ".maxUnavailable", errors);
    IntOrPercent.atMostWhole(surge, ROLLING + ".maxSurge", errors);
    boolean takes = IntOrPercent.amount(unavailable) != 0;
    boolean adds = IntOrPercent.amount(surge) != 0;
    if (takes && adds) {
      errors.invalid(
          ROLLING + ".maxSurge",
          GoFormat.intOrString(surge),
          "may not be set when maxUnavailable is non-zero");
    } else if (!takes && !adds) {
      errors.required(ROLLING + ".maxUnavailable", "cannot be 0 when maxSurge is 0");
    }
  }

  static void validateStatus(JsonNode status, JsonNode old, FieldErrors errors) {
    ReplicaCounts.nonNegativeCounts(
        status,
        "status",
        errors,
        List.of(
            "currentNumberScheduled",
            "numberMisscheduled",
            "desiredNumberScheduled",
            "numberReady",
            "observedGeneration",
            "updatedNumberScheduled",
            "numberAvailable",
            "numberUnavailable",
            "collisionCount"));
    TemplateRules.collisionCount(status, old, errors);
  }
}
