package dev.setpoint.api.registry.batch;

import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a Job says of failed, replaced and sufficient Pods. */
final class JobPolicyRules {

  private static final int RULES_MAX = 20;
  private static final int CODES_MAX = 255;
  private static final int INDEXES_MAX = 64 * 1024;
  private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
  private static final List<String> OPERATORS = List.of("In", "NotIn");
  private static final List<String> STATUSES = List.of("False", "True", "Unknown");
  private static final List<String> REPLACEMENTS = List.of("Failed", "TerminatingOrFailed");

  private JobPolicyRules() {}

  static void setDefaults(ObjectNode spec) {
    for (ObjectNode rule : objects(spec, "podFailurePolicy", "rules")) {
      objects(rule, "onPodConditions").forEach(c -> defaultText(c, "status", "True"));
    }
  }

  static void validate(ObjectNode spec, String path, FieldErrors errors) {
    if (has(spec, "podFailurePolicy")) {
      failure(spec, path + ".podFailurePolicy.rules", errors);
    }
    ObjectNode success = object(spec, "successPolicy");
    if (success != null && !text(spec, "completionMode").equals("Indexed")) {
      errors.invalid(
          path + ".successPolicy", shownSuccess(success), "requires indexed completion mode");
    } else if (success != null) {
      success(success, number(spec, "completions"), path + ".successPolicy.rules", errors);
    }
    if (has(spec, "podReplacementPolicy")) {
      String policy = text(spec, "podReplacementPolicy");
      List<String> allowed = has(spec, "podFailurePolicy") ? List.of("Failed") : REPLACEMENTS;
      if (!allowed.contains(policy)) {
        errors.notSupported(path + ".podReplacementPolicy", policy, allowed);
      }
    }
  }

  private static void failure(ObjectNode spec, String path, FieldErrors errors) {
    List<ObjectNode> rules = objects(spec, "podFailurePolicy", "rules");
    if (rules.size() > RULES_MAX) {
      errors.tooMany(path, rules.size(), RULES_MAX);
    }
    for (int i = 0; i < rules.size(); i++) {
      failureRule(spec, rules.get(i), path + "[" + i + "]", errors);
    }
  }

  private static void failureRule(
      ObjectNode spec, ObjectNode rule, String path, FieldErrors errors) {
    String action = text(rule, "action");
    if (action.equals("FailIndex")) {
      if (!has(spec, "backoffLimitPerIndex")) {
        errors.invalid(path + ".action", action, "requires the backoffLimitPerIndex to be set");
      }
    } else {
      oneOf(action, ACTIONS, path + ".action", errors);
    }
    ObjectNode codes = object(rule, "onExitCodes");
    List<ObjectNode> conditions = objects(rule, "onPodConditions");
    if (codes != null) {
      exitCodes(codes, JobSelector.containerNames(spec), path + ".onExitCodes", errors);
    }
    conditions(conditions, path + ".onPodConditions", errors);
    if (codes != null && !conditions.isEmpty()) {
      errors.invalidAs(path, "specifying both OnExitCodes and OnPodConditions is not supported");
    }
    if (codes == null && conditions.isEmpty()) {
      errors.invalidAs(path, "specifying one of OnExitCodes and OnPodConditions is required");
    }
  }

  /** A required value of a set that the message lists as Go prints it. */
  private static void oneOf(String value, List<String> all, String path, FieldErrors errors) {
    if (value.isEmpty()) {
      List<String> quoted = all.stream().map(GoFormat::quote).toList();
      errors.required(path, "valid values: [" + String.join(" ", quoted) + "]");
    } else if (!all.contains(value)) {
      errors.notSupported(path, value, all);
    }
  }

  private static void conditions(List<ObjectNode> patterns, String path, FieldErrors errors) {
    if (patterns.size() > RULES_MAX) {
      errors.tooMany(path, patterns.size(), RULES_MAX);
    }
    for (int i = 0; i < patterns.size(); i++) {
      String type = text(patterns.get(i), "type");
      String at = path + "[" + i + "]";
      errors.invalid(at + ".type", type, Names.qualifiedName(type));
      oneOf(text(patterns.get(i), "status"), STATUSES, at + ".status", errors);
    }
  }

  private static void exitCodes(
      ObjectNode codes, List<String> containers, String path, FieldErrors errors) {
    String operator = text(codes, "operator");
    oneOf(operator, OPERATORS, path + ".operator", errors);
    if (has(codes, "containerName") && !containers.contains(text(codes, "containerName"))) {
      errors.invalid(
          path + ".containerName",
          text(codes, "containerName"),
          "must be one of the container or initContainer names in the pod template");
    }
    JsonNode values = codes.path("values");
    if (values.isEmpty()) {
      errors.invalid(path + ".values", GoFormat.int32s(values), "at least one value is required");
    } else if (values.size() > CODES_MAX) {
      errors.tooMany(path + ".values", values.size(), CODES_MAX);
    }
    Set<Integer> seen = new HashSet<>();
    boolean ordered = true;
    for (int i = 0; i < values.size(); i++) {
      int code = values.path(i).intValue(0);
      String at = path + ".values[" + i + "]";
      if (operator.equals("In") && code == 0) {
        errors.invalid(at, code, "must not be 0 for the In operator");
      }
      if (!seen.add(code)) {
        errors.duplicate(at, code);
      }
      ordered &= i == 0 || values.path(i - 1).intValue(0) <= code;
    }
    if (!ordered) {
      errors.invalid(path + ".values", GoFormat.int32s(values), "must be ordered");
    }
  }

  private static void success(ObjectNode policy, int completions, String path, FieldErrors errors) {
    List<ObjectNode> rules = objects(policy, "rules");
    if (rules.isEmpty()) {
      errors.required(
          path, "at least one rules must be specified when the successPolicy is specified");
    }
    if (rules.size() > RULES_MAX) {
      errors.tooMany(path, rules.size(), RULES_MAX);
    }
    for (int i = 0; i < rules.size(); i++) {
      successRule(rules.get(i), completions, path + "[" + i + "]", errors);
    }
  }

  private static void successRule(
      ObjectNode rule, int completions, String path, FieldErrors errors) {
    boolean indexed = has(rule, "succeededIndexes");
    boolean counted = has(rule, "succeededCount");
    if (!indexed && !counted) {
      errors.required(path, "at least one of succeededCount or succeededIndexes must be specified");
    }
    int total = 0;
    if (indexed) {
      String text = text(rule, "succeededIndexes");
      String at = path + ".succeededIndexes";
      if (text.length() > INDEXES_MAX) {
        errors.tooLong(at, "may not be more than " + INDEXES_MAX + " bytes");
      }
      Indexes.Parsed parsed = Indexes.parse(text, completions);
      total = parsed.count();
      if (!parsed.problem().isEmpty()) {
        errors.invalid(at, text, "error parsing succeededIndexes: " + parsed.problem());
      }
    }
    if (counted) {
      String at = path + ".succeededCount";
      int count = number(rule, "succeededCount");
      errors.nonNegative(at, count);
      if (count > completions) {
        errors.invalid(
            at,
            count,
            "must be less than or equal to "
                + completions
                + " (the number of specified completions)");
      }
      if (indexed && count > total) {
        errors.invalid(
            at,
            count,
            "must be less than or equal to "
                + total
                + " (the number of indexes in the specified succeededIndexes field)");
      }
    }
  }

  /** As Go shows the struct, with some address for each pointer. */
  static GoFormat.Verbatim shownSuccess(ObjectNode policy) {
    List<String> rules =
        objects(policy, "rules").stream()
            .map(
                rule ->
                    "batch.SuccessPolicyRule{SucceededIndexes:(*string)("
                        + pointer(rule, "succeededIndexes")
                        + "), SucceededCount:(*int32)("
                        + pointer(rule, "succeededCount")
                        + ")}")
            .toList();
    return new GoFormat.Verbatim(
        "batch.SuccessPolicy{Rules:[]batch.SuccessPolicyRule{" + String.join(", ", rules) + "}}");
  }

  static GoFormat.Verbatim shownFailure(ObjectNode policy) {
    List<String> rules =
        objects(policy, "rules").stream()
            .map(
                rule ->
                    "batch.PodFailurePolicyRule{Action:"
                        + GoFormat.quote(text(rule, "action"))
                        + ", OnExitCodes:(*batch.PodFailurePolicyOnExitCodesRequirement)("
                        + pointer(rule, "onExitCodes")
                        + "), OnPodConditions:[]batch.PodFailurePolicyOnPodConditionsPattern"
                        + shownConditions(rule)
                        + "}")
            .toList();
    return new GoFormat.Verbatim(
        "batch.PodFailurePolicy{Rules:[]batch.PodFailurePolicyRule{"
            + String.join(", ", rules)
            + "}}");
  }

  private static String shownConditions(ObjectNode rule) {
    List<String> shown =
        objects(rule, "onPodConditions").stream()
            .map(
                c ->
                    "batch.PodFailurePolicyOnPodConditionsPattern{Type:"
                        + GoFormat.quote(text(c, "type"))
                        + ", Status:"
                        + GoFormat.quote(text(c, "status"))
                        + "}")
            .toList();
    return shown.isEmpty() ? "(nil)" : "{" + String.join(", ", shown) + "}";
  }

  private static String pointer(ObjectNode rule, String field) {
    return has(rule, field) ? "0xc000000000" : "nil";
  }
}
