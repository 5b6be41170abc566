package dev.setpoint.api.registry.batch;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What may change on a Job that exists. */
final class JobUpdateRules {

  private JobUpdateRules() {}

  static void validate(ObjectNode job, ObjectNode old, FieldErrors errors) {
    ObjectNode spec = child(job, "spec");
    ObjectNode oldSpec = child(old, "spec");
    JobRules.validateSpec(spec, errors);
    completions(spec, oldSpec, errors);
    immutable(spec, oldSpec, "selector", errors);
    boolean waiting = flag(oldSpec, "suspend") && !has(old, "status", "startTime");
    template(child(spec, "template"), child(oldSpec, "template"), waiting, errors);
    for (String field :
        List.of(
            "completionMode",
            "podFailurePolicy",
            "backoffLimitPerIndex",
            "managedBy",
            "successPolicy")) {
      immutable(spec, oldSpec, field, errors);
    }
  }

  private static void immutable(ObjectNode spec, ObjectNode old, String field, FieldErrors errors) {
    if (!same(spec.path(field), old.path(field))) {
      errors.immutable("spec." + field, shown(field, spec.path(field)));
    }
  }

  private static Object shown(String field, JsonNode value) {
    if (value.isString()) {
      return value.stringValue();
    }
    if (value.isNumber()) {
      return value.longValue();
    }
    if (!(value instanceof ObjectNode object)) {
      return "null";
    }
    return switch (field) {
      case "selector" -> GoFormat.labelSelector(object);
      case "successPolicy" -> JobPolicyRules.shownSuccess(object);
      default -> JobPolicyRules.shownFailure(object);
    };
  }

  /** Indexed Jobs may grow and shrink, with as many Pods at once as completions. */
  private static void completions(ObjectNode spec, ObjectNode old, FieldErrors errors) {
    if (!text(spec, "completionMode").equals("Indexed")) {
      immutable(spec, old, "completions", errors);
      return;
    }
    boolean changed = !same(spec.path("completions"), old.path("completions"));
    if (changed
        && has(spec, "completions")
        && number(spec, "completions") != number(spec, "parallelism")) {
      errors.invalid(
          "spec.completions",
          number(spec, "completions"),
          "can only be modified in tandem with spec.parallelism");
    }
  }

  /**
   * @param waiting whether the Job has not started: then it may still be told where its Pods go
   */
  private static void template(
      ObjectNode template, ObjectNode old, boolean waiting, FieldErrors errors) {
    ObjectNode allowed = old.deepCopy();
    if (waiting) {
      nodeAffinity(child(template, "spec"), child(allowed, "spec"));
      for (String field : List.of("nodeSelector", "tolerations", "schedulingGates")) {
        copy(child(template, "spec"), child(allowed, "spec"), field);
      }
      for (String field : List.of("annotations", "labels")) {
        copy(child(template, "metadata"), child(allowed, "metadata"), field);
      }
    }
    if (!same(template, allowed)) {
      errors.immutable("spec.template", new GoFormat.Verbatim("core.PodTemplateSpec" + template));
    }
  }

  private static void nodeAffinity(ObjectNode spec, ObjectNode allowed) {
    JsonNode wanted = at(spec, "affinity", "nodeAffinity");
    @Nullable ObjectNode affinity = object(allowed, "affinity");
    if (affinity == null) {
      if (has(spec, "affinity")) {
        affinity = allowed.putObject("affinity");
      } else {
        return;
      }
    }
    if (wanted.isObject()) {
      affinity.set("nodeAffinity", wanted.deepCopy());
    } else {
      affinity.remove("nodeAffinity");
    }
    if (affinity.isEmpty() && !has(spec, "affinity")) {
      allowed.remove("affinity");
    }
  }
}
