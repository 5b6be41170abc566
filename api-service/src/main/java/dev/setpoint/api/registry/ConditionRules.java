package dev.setpoint.api.registry;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks of conditions of the common form (k8s.io/apimachinery/pkg/apis/meta/v1/validation). */
public final class ConditionRules {

  private static final List<String> STATUSES = List.of("False", "True", "Unknown");
  private static final String REASON = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?";
  private static final Pattern REASON_PATTERN = Pattern.compile(REASON);
  private static final int REASON_MAX = 1024;
  private static final int MESSAGE_MAX = 32 * 1024;

  private ConditionRules() {}

  public static void validate(JsonNode status, String path, FieldErrors errors) {
    List<ObjectNode> conditions = objects(status, "conditions");
    Set<String> types = new HashSet<>();
    for (int i = 0; i < conditions.size(); i++) {
      String at = path + ".conditions[" + i + "]";
      String type = text(conditions.get(i), "type");
      if (!types.add(type)) {
        errors.duplicate(at + ".type", type);
      }
      errors.invalid(at + ".type", type, Names.qualifiedName(type));
      condition(conditions.get(i), at, errors);
    }
  }

  private static void condition(ObjectNode condition, String path, FieldErrors errors) {
    String status = text(condition, "status");
    if (!STATUSES.contains(status)) {
      errors.notSupported(path + ".status", status, STATUSES);
    }
    long generation = condition.path("observedGeneration").longValue(0);
    if (generation < 0) {
      errors.invalid(
          path + ".observedGeneration", generation, "must be greater than or equal to zero");
    }
    if (!has(condition, "lastTransitionTime")) {
      errors.required(path + ".lastTransitionTime", "must be set");
    }
    String reason = text(condition, "reason");
    if (reason.isEmpty()) {
      errors.required(path + ".reason", "must be set");
    } else {
      if (!REASON_PATTERN.matcher(reason).matches()) {
        errors.invalid(
            path + ".reason",
            reason,
            Names.regexProblem(
                "a condition reason must start with alphabetic character, optionally followed by a"
                    + " string of alphanumeric characters or '_,:', and must end with an"
                    + " alphanumeric character or '_'",
                REASON,
                "my_name",
                "MY_NAME",
                "MyName",
                "ReasonA,ReasonB",
                "ReasonA:ReasonB"));
      }
      if (reason.length() > REASON_MAX) {
        errors.tooLong(path + ".reason", "may not be more than " + REASON_MAX + " bytes");
      }
    }
    if (text(condition, "message").length() > MESSAGE_MAX) {
      errors.tooLong(path + ".message", "may not be more than " + MESSAGE_MAX + " bytes");
    }
  }
}
