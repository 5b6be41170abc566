package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.LabelSelectors;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of Deployments (k8s.io/kubernetes/pkg/apis/apps/validation). */
final class DeploymentRules {

  private static final String ROLLING = "spec.strategy.rollingUpdate";
  private static final Pattern PERCENT = Pattern.compile("[0-9]+%");

  private DeploymentRules() {}

  static void validateSpec(ObjectNode spec, FieldErrors errors) {
    errors.nonNegative("spec.replicas", number(spec, "replicas"));
    TemplateRules.selector(spec, errors);
    JsonNode selector = spec.path("selector");
    if (selector.isObject() && !LabelSelectors.isUsable(selector)) {
      errors.invalid("spec.selector", GoFormat.labelSelector(selector), "invalid label selector");
    } else {
      TemplateRules.template(spec, errors);
    }
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
    positiveIntOrPercent(unavailable, ROLLING + ".maxUnavailable", errors);
    positiveIntOrPercent(surge, ROLLING + ".maxSurge", errors);
    if (amount(unavailable) == 0 && amount(surge) == 0) {
      errors.invalid(
          ROLLING + ".maxUnavailable",
          GoFormat.intOrString(unavailable),
          "may not be 0 when `maxSurge` is 0");
    }
    Integer percent = percent(unavailable);
    if (percent != null && percent > 100) {
      errors.invalid(
          ROLLING + ".maxUnavailable",
          GoFormat.intOrString(unavailable),
          "must not be greater than 100%");
    }
  }

  private static void positiveIntOrPercent(JsonNode value, String path, FieldErrors errors) {
    if (!value.isString()) {
      errors.nonNegative(path, value.intValue(0));
    } else if (!PERCENT.matcher(value.stringValue()).matches()) {
      errors.invalid(
          path,
          GoFormat.intOrString(value),
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', "
              + " or '93%', regex used for validation is '[0-9]+%')");
    }
  }

  private static @Nullable Integer percent(JsonNode value) {
    String text = value.stringValue("");
    return PERCENT.matcher(text).matches() && text.length() < 9
        ? Integer.valueOf(text.substring(0, text.length() - 1))
        : null;
  }

  private static int amount(JsonNode value) {
    Integer percent = percent(value);
    return percent == null ? value.intValue(0) : percent;
  }

  static void validateStatus(JsonNode status, JsonNode old, FieldErrors errors) {
    TemplateRules.nonNegativeCounts(
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
    TemplateRules.atMostReplicas(
        status, errors, List.of("updatedReplicas", "readyReplicas", "availableReplicas"));
    if (number(status, "availableReplicas") > number(status, "readyReplicas")) {
      errors.invalid(
          "status.availableReplicas",
          number(status, "availableReplicas"),
          "cannot be greater than readyReplicas");
    }
    if (has(old, "collisionCount")
        && number(status, "collisionCount") < number(old, "collisionCount")) {
      Object shown = has(status, "collisionCount") ? number(status, "collisionCount") : "null";
      errors.invalid("status.collisionCount", shown, "cannot be decremented");
    }
  }
}
