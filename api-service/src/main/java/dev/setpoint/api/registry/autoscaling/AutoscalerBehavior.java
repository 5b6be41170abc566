package dev.setpoint.api.registry.autoscaling;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How fast an autoscaler may scale, up and down. */
final class AutoscalerBehavior {

  private static final int WINDOW_MAX = 3600;
  private static final int PERIOD_MAX = 1800;
  private static final List<String> SELECTIONS = List.of("Disabled", "Max", "Min");
  private static final List<String> TYPES = List.of("Percent", "Pods");

  private AutoscalerBehavior() {}

  /** One direction that is given gives the other its defaults too. */
  static void setDefaults(ObjectNode behavior) {
    ObjectNode up = child(behavior, "scaleUp");
    if (!has(up, "stabilizationWindowSeconds")) {
      up.put("stabilizationWindowSeconds", 0);
    }
    setCommonDefaults(up, true);
    setCommonDefaults(child(behavior, "scaleDown"), false);
  }

  private static void setCommonDefaults(ObjectNode rules, boolean up) {
    if (!has(rules, "selectPolicy")) {
      rules.put("selectPolicy", "Max");
    }
    // Decoding leaves null for an empty list, which stands for itself here.
    if (!rules.has("policies")) {
      ArrayNode policies = rules.putArray("policies");
      if (up) {
        policies.addObject().put("type", "Pods").put("value", 4).put("periodSeconds", 15);
      }
      policies.addObject().put("type", "Percent").put("value", 100).put("periodSeconds", 15);
    }
  }

  static void validate(@Nullable ObjectNode behavior, String path, FieldErrors errors) {
    if (behavior == null) {
      return;
    }
    for (String direction : List.of("scaleUp", "scaleDown")) {
      ObjectNode rules = object(behavior, direction);
      if (rules != null) {
        rules(rules, path + "." + direction, errors);
      }
    }
  }

  private static void rules(ObjectNode rules, String path, FieldErrors errors) {
    int window = number(rules, "stabilizationWindowSeconds");
    if (window < 0) {
      errors.invalid(
          path + ".stabilizationWindowSeconds", window, "must be greater than or equal to zero");
    }
    if (window > WINDOW_MAX) {
      errors.invalid(
          path + ".stabilizationWindowSeconds",
          window,
          "must be less than or equal to " + WINDOW_MAX);
    }
    String selection = text(rules, "selectPolicy");
    if (has(rules, "selectPolicy") && !SELECTIONS.contains(selection)) {
      errors.notSupported(path + ".selectPolicy", selection, SELECTIONS);
    }
    List<ObjectNode> policies = objects(rules, "policies");
    if (policies.isEmpty()) {
      errors.required(path + ".policies", "must specify at least one Policy");
    }
    for (int i = 0; i < policies.size(); i++) {
      policy(policies.get(i), path + ".policies[" + i + "]", errors);
    }
  }

  private static void policy(ObjectNode policy, String path, FieldErrors errors) {
    String type = text(policy, "type");
    if (!TYPES.contains(type)) {
      errors.notSupported(path + ".type", type, TYPES);
    }
    int value = number(policy, "value");
    if (value <= 0) {
      errors.invalid(path + ".value", value, "must be greater than zero");
    }
    int period = number(policy, "periodSeconds");
    if (period <= 0) {
      errors.invalid(path + ".periodSeconds", period, "must be greater than zero");
    }
    if (period > PERIOD_MAX) {
      errors.invalid(
          path + ".periodSeconds", period, "must be less than or equal to " + PERIOD_MAX);
    }
  }
}
