package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.same;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.core.PodTemplateRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the kinds that keep Pods running ask of their selector, template and counts. */
final class TemplateRules {

  private static final String TEMPLATE = "spec.template";

  private TemplateRules() {}

  /** Selector and template of a Deployment or a ReplicaSet. */
  static void selectorAndTemplate(ObjectNode spec, FieldErrors errors) {
    requiredSelector(spec, "deployment", errors);
    JsonNode selector = spec.path("selector");
    if (selector.isObject() && !LabelSelectors.isUsable(selector)) {
      errors.invalid("spec.selector", GoFormat.labelSelector(selector), "invalid label selector");
    } else {
      matchingLabels(spec, errors);
      PodTemplateRules.validate(child(spec, "template"), TEMPLATE, errors);
      PodTemplateRules.alwaysRestarting(spec, "ReplicaSet", errors);
    }
  }

  static void requiredSelector(ObjectNode spec, String kind, FieldErrors errors) {
    if (!has(spec, "selector")) {
      errors.required("spec.selector", "");
      return;
    }
    LabelSelectors.validate(spec.path("selector"), "spec.selector", errors);
    notEmptySelector(spec, kind, errors);
  }

  static void notEmptySelector(ObjectNode spec, String kind, FieldErrors errors) {
    JsonNode selector = spec.path("selector");
    if (selector.isObject() && LabelSelectors.isEmpty(selector)) {
      errors.invalid(
          "spec.selector",
          GoFormat.labelSelector(selector),
          "empty selector is invalid for " + kind);
    }
  }

  /** The template's labels, which the selector must match. */
  static void matchingLabels(ObjectNode spec, FieldErrors errors) {
    JsonNode selector = spec.path("selector");
    JsonNode labels = at(spec, "template", "metadata", "labels");
    // A missing selector selects nothing; an empty one has its own complaint.
    boolean missing = !selector.isObject();
    if (missing
        || (!LabelSelectors.isEmpty(selector) && !LabelSelectors.matches(selector, labels))) {
      errors.invalid(
          TEMPLATE + ".metadata.labels",
          GoFormat.stringMap(labels),
          "`selector` does not match template `labels`");
    }
  }

  static void immutableSelector(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode selector = at(object, "spec", "selector");
    if (!same(selector, at(old, "spec", "selector"))) {
      errors.immutable(
          "spec.selector", selector.isObject() ? GoFormat.labelSelector(selector) : "null");
    }
  }

  static void collisionCount(JsonNode status, JsonNode old, FieldErrors errors) {
    if (has(old, "collisionCount")
        && number(status, "collisionCount") < number(old, "collisionCount")) {
      errors.invalid(
          "status.collisionCount", number(status, "collisionCount"), "cannot be decremented");
    }
  }

  static @Nullable Integer optionalInt(JsonNode parent, String field) {
    return has(parent, field) ? parent.path(field).intValue(0) : null;
  }
}
