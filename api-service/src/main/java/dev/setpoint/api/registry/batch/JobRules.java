package dev.setpoint.api.registry.batch;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.core.PodTemplateRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of Jobs and of their templates (k8s.io/kubernetes/pkg/apis/batch/validation). */
final class JobRules {

  private static final int MANY = 100_000;
  private static final int MANY_AT_ONCE = 10_000;
  private static final int MANAGER_MAX = 63;
  private static final List<String> COUNTS =
      List.of(
          "parallelism",
          "completions",
          "activeDeadlineSeconds",
          "backoffLimit",
          "ttlSecondsAfterFinished",
          "backoffLimitPerIndex",
          "maxFailedIndexes");

  private JobRules() {}

  /**
   * @param labels the generated labels that the template must have
   */
  static void validate(ObjectNode job, List<String> labels, FieldErrors errors) {
    JobSelector.validate(job, labels, errors);
    ObjectNode spec = child(job, "spec");
    validateSpec(spec, errors);
    int completions = number(spec, "completions");
    if (text(spec, "completionMode").equals("Indexed") && completions > 0) {
      String name = text(job, "metadata", "name");
      String lastHost = name + "-" + (completions - 1);
      if (!Names.label(lastHost).isEmpty()) {
        errors.invalid(
            "metadata.name",
            name,
            "will not able to create pod with invalid DNS label: " + lastHost);
      }
    }
  }

  static void validateSpec(ObjectNode spec, FieldErrors errors) {
    template(spec, "spec", errors);
    JsonNode selector = spec.path("selector");
    if (!selector.isObject()) {
      errors.required("spec.selector", "");
    } else {
      LabelSelectors.validate(selector, "spec.selector", errors);
    }
    JsonNode labels = at(spec, "template", "metadata", "labels");
    boolean matches =
        selector.isObject()
            && (!LabelSelectors.isUsable(selector) || LabelSelectors.matches(selector, labels));
    if (!matches) {
      errors.invalid(
          "spec.template.metadata.labels",
          GoFormat.stringMap(labels),
          "`selector` does not match template `labels`");
    }
  }

  /** All but the selector, which a CronJob's template has none of. */
  static void template(ObjectNode spec, String path, FieldErrors errors) {
    for (String count : COUNTS) {
      if (has(spec, count)) {
        errors.nonNegative(path + "." + count, spec.path(count).longValue(0));
      }
    }
    boolean perIndex = has(spec, "backoffLimitPerIndex");
    if (has(spec, "maxFailedIndexes") && !perIndex) {
      errors.required(path + ".backoffLimitPerIndex", "when maxFailedIndexes is specified");
    }
    manager(spec, path + ".managedBy", errors);
    String mode = text(spec, "completionMode");
    if (mode.equals("Indexed")) {
      indexed(spec, path, errors);
    } else if (!mode.isEmpty() && !mode.equals("NonIndexed")) {
      errors.notSupported(path + ".completionMode", mode, List.of("NonIndexed", "Indexed"));
    } else {
      for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
        if (has(spec, field)) {
          errors.invalid(
              path + "." + field, number(spec, field), "requires indexed completion mode");
        }
      }
    }
    JobPolicyRules.validate(spec, path, errors);
    PodTemplateRules.validate(child(spec, "template"), path + ".template", errors);
    restartPolicy(spec, path + ".template.spec.restartPolicy", errors);
  }

  private static void manager(ObjectNode spec, String path, FieldErrors errors) {
    if (has(spec, "managedBy")) {
      String manager = text(spec, "managedBy");
      Names.domainPrefixedPath(manager, path, errors);
      if (manager.length() > MANAGER_MAX) {
        errors.tooLong(path, "may not be more than " + MANAGER_MAX + " bytes");
      }
    }
  }

  private static void indexed(ObjectNode spec, String path, FieldErrors errors) {
    boolean counted = has(spec, "completions");
    int completions = number(spec, "completions");
    int parallelism = number(spec, "parallelism");
    boolean bounded = has(spec, "maxFailedIndexes");
    int failed = number(spec, "maxFailedIndexes");
    if (!counted) {
      errors.required(path + ".completions", "when completion mode is Indexed");
    }
    if (parallelism > MANY) {
      errors.invalid(
          path + ".parallelism",
          parallelism,
          "must be less than or equal to " + MANY + " when completion mode is Indexed");
    }
    if (counted && bounded && failed > completions) {
      errors.invalid(
          path + ".maxFailedIndexes", failed, "must be less than or equal to completions");
    }
    if (failed > MANY) {
      errors.invalid(path + ".maxFailedIndexes", failed, "must be less than or equal to " + MANY);
    }
    if (completions > MANY && has(spec, "backoffLimitPerIndex")) {
      if (!bounded) {
        errors.required(
            path + ".maxFailedIndexes", "must be specified when completions is above " + MANY);
      }
      limited(path + ".parallelism", parallelism, errors);
      limited(path + ".maxFailedIndexes", failed, errors);
    }
  }

  private static void limited(String path, int value, FieldErrors errors) {
    if (value > MANY_AT_ONCE) {
      errors.invalid(
          path,
          value,
          "must be less than or equal to "
              + MANY_AT_ONCE
              + " when completions are above "
              + MANY
              + " and used with backoff limit per index");
    }
  }

  private static void restartPolicy(ObjectNode spec, String path, FieldErrors errors) {
    String policy = text(spec, "template", "spec", "restartPolicy");
    switch (policy) {
      case "", "Always" -> errors.required(path, "valid values: \"OnFailure\", \"Never\"");
      case "OnFailure" -> {
        if (has(spec, "podFailurePolicy")) {
          errors.invalid(
              path, policy, "only \"Never\" is supported when podFailurePolicy is specified");
        }
      }
      case "Never" -> {}
      default -> errors.notSupported(path, policy, List.of("OnFailure", "Never"));
    }
  }

  static List<String> warnings(ObjectNode spec, String path) {
    boolean many =
        text(spec, "completionMode").equals("Indexed")
            && number(spec, "completions") > MANY
            && number(spec, "parallelism") > MANY_AT_ONCE;
    return many
        ? List.of(
            path
                + ": In Indexed Jobs with a number of completions higher than 10^5 and a"
                + " parallelism higher than 10^4, Kubernetes might not be able to track"
                + " completedIndexes when a big number of indexes fail")
        : List.of();
  }
}
