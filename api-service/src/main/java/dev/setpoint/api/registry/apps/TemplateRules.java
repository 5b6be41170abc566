package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.core.PodTemplateRules;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Deployments and ReplicaSets ask of their selector and template. */
final class TemplateRules {

  private static final String TEMPLATE = "spec.template";

  private TemplateRules() {}

  static void selector(ObjectNode spec, FieldErrors errors) {
    if (!has(spec, "selector")) {
      errors.required("spec.selector", "");
      return;
    }
    JsonNode selector = spec.path("selector");
    LabelSelectors.validate(selector, "spec.selector", errors);
    if (LabelSelectors.isEmpty(selector)) {
      errors.invalid(
          "spec.selector",
          GoFormat.labelSelector(selector),
          "empty selector is invalid for deployment");
    }
  }

  /** The template of Pods that always restart, which the selector must match. */
  static void template(ObjectNode spec, FieldErrors errors) {
    ObjectNode template = child(spec, "template");
    JsonNode selector = spec.path("selector");
    JsonNode labels = at(template, "metadata", "labels");
    // A missing selector selects nothing; an empty one has its own complaint.
    boolean missing = !selector.isObject();
    if (missing || !LabelSelectors.isEmpty(selector)) {
      if (missing || !LabelSelectors.matches(selector, labels)) {
        errors.invalid(
            TEMPLATE + ".metadata.labels",
            GoFormat.stringMap(labels),
            "`selector` does not match template `labels`");
      }
    }
    PodTemplateRules.validate(template, TEMPLATE, errors);
    String restart = text(template, "spec", "restartPolicy");
    if (!restart.equals("Always")) {
      errors.notSupported(TEMPLATE + ".spec.restartPolicy", restart, List.of("Always"));
    }
    if (has(template, "spec", "activeDeadlineSeconds")) {
      errors.forbidden(
          TEMPLATE + ".spec.activeDeadlineSeconds",
          "activeDeadlineSeconds in ReplicaSet is not Supported");
    }
  }

  static void immutableSelector(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode selector = at(object, "spec", "selector");
    if (!dev.setpoint.api.registry.Trees.same(selector, at(old, "spec", "selector"))) {
      errors.invalid(
          "spec.selector",
          selector.isObject() ? GoFormat.labelSelector(selector) : "null",
          "field is immutable");
    }
  }

  static void nonNegativeCounts(
      JsonNode parent, String path, FieldErrors errors, List<String> fields) {
    for (String field : fields) {
      if (has(parent, field)) {
        errors.nonNegative(path + "." + field, parent.path(field).longValue(0));
      }
    }
  }

  /** Parts of a whole that may not outnumber it. */
  static void atMostReplicas(JsonNode status, FieldErrors errors, List<String> fields) {
    long replicas = status.path("replicas").longValue(0);
    for (String field : fields) {
      long count = status.path(field).longValue(0);
      if (count > replicas) {
        errors.invalid("status." + field, count, "cannot be greater than status.replicas");
      }
    }
  }

  static @Nullable Integer optionalInt(JsonNode parent, String field) {
    return has(parent, field) ? parent.path(field).intValue(0) : null;
  }
}
