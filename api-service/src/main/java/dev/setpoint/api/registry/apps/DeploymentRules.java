package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.IntOrPercent;
import dev.setpoint.api.registry.ReplicaCounts;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of Deployments (k8s.io/kubernetes/pkg/apis/apps/validation). */
final class DeploymentRules {

  private static final String ROLLING = "spec.strategy.rollingUpdate";

  private DeploymentRules() {}

  static void validateSpec(ObjectNode spec, FieldErrors errors) {
    errors.nonNegative("spec.replicas", number(spec, "replicas"));
    TemplateRules.selectorAndTemplate(spec, errors);
    validateStrategy(spec.path("strategy"), errors);
    int ready = number(spec, "minReadySeconds");
    errors.nonNegative("spec.minReadySeconds", ready);
    errors.nonNegative("spec.revisionHistoryLimit", number(spec, "revisionHistoryLimit"));
    Integer deadline = TemplateRules.optionalInt(spec, "progressDeadlineSeconds");
    if (deadline != null) {
      errors.nonNegative("spec.progressDeadlineSeconds", deadline);
      if (deadline <= ready) {
        errors.invalid(
            "spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
      }
    }
  }

  private static void validateStrategy(JsonNode strategy, FieldErrors errors) {
    ObjectNode rolling = object(strategy, "rollingUpdate");
    switch (text(strategy, "type")) {
      case "Recreate" -> {
        if (rolling != null) {
          errors.forbidden(ROLLING, "may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case "RollingUpdate" -> {
        if (rolling == null) {
          errors.required(ROLLING, "this should be defaulted and never be nil");
        } else {
          validateRolling(rolling, errors);
        }
      }
      default ->
          errors.notSupported(
              "spec.strategy",
              new GoFormat.Verbatim(
                  "apps.DeploymentStrategy{Type:"
                      + GoFormat.quote(text(strategy, "type"))
                      + ", RollingUpdate:(*apps.RollingUpdateDeployment)("
                      + (rolling == null ? "nil" : "0xc000000000")
                      + ")}"),
              List.of("Recreate", "RollingUpdate"));
    }
  }

  private static void validateRolling(ObjectNode rolling, FieldErrors errors) {
    JsonNode unavailable = rolling.path("maxUnavailable");
    JsonNode surge = rolling.path("maxSurge");
    IntOrPercent.notNegative(unavailable, ROLLING + ".maxUnavailable", errors);
    IntOrPercent.notNegative(surge, ROLLING + ".maxSurge", errors);
    if (IntOrPercent.amount(unavailable) == 0 && IntOrPercent.amount(surge) == 0) {
      errors.invalid(
          ROLLING + ".maxUnavailable",
          GoFormat.intOrString(unavailable),
          "may not be 0 when `maxSurge` is 0");
    }
    IntOrPercent.atMostWhole(unavailable, ROLLING + ".maxUnavailable", errors);
  }

  static void validateStatus(JsonNode status, JsonNode old, FieldErrors errors) {
    ReplicaCounts.nonNegativeCounts(
        status,
        "status",
        errors,
        List.of(
            "observedGeneration",
            "replicas",
            "updatedReplicas",
            "readyReplicas",
            "availableReplicas",
            "unavailableReplicas",
            "collisionCount"));
    ReplicaCounts.atMostReplicas(
        status, errors, List.of("updatedReplicas", "readyReplicas", "availableReplicas"));
    ReplicaCounts.atMostReady(status, "readyReplicas", errors);
    TemplateRules.collisionCount(status, old, errors);
  }
}
