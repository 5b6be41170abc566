package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What else steers placement: tolerations, spread, gates. */
final class SchedulingRules {

  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
  private static final List<String> OPERATORS = List.of("Equal", "Exists");
  private static final List<String> UNSATISFIABLE = List.of("DoNotSchedule", "ScheduleAnyway");
  private static final List<String> NODE_POLICIES = List.of("Honor", "Ignore");

  private SchedulingRules() {}

  static void tolerations(ObjectNode spec, String path, FieldErrors errors) {
    List<ObjectNode> tolerations = objects(spec, "tolerations");
    for (int i = 0; i < tolerations.size(); i++) {
      toleration(tolerations.get(i), path + "[" + i + "]", errors);
    }
  }

  private static void toleration(ObjectNode toleration, String path, FieldErrors errors) {
    String key = text(toleration, "key");
    String operator = text(toleration, "operator");
    String effect = text(toleration, "effect");
    String value = text(toleration, "value");
    if (!key.isEmpty()) {
      errors.invalid(path + ".key", key, Names.qualifiedName(key));
    } else if (!operator.equals("Exists")) {
      errors.invalid(
          path + ".operator",
          operator,
          "operator must be Exists when `key` is empty, which means \"match all values and all"
              + " keys\"");
    }
    if (has(toleration, "tolerationSeconds") && !effect.equals("NoExecute")) {
      errors.invalid(
          path + ".effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    switch (operator) {
      case "", "Equal" -> {
        List<String> problems = Names.labelValue(value);
        if (!problems.isEmpty()) {
          errors.invalid(path + ".operator", value, String.join(";", problems));
        }
      }
      case "Exists" -> {
        if (!value.isEmpty()) {
          errors.invalid(
              path + ".operator",
              shown(toleration),
              "value must be empty when `operator` is 'Exists'");
        }
      }
      default -> errors.notSupported(path + ".operator", operator, OPERATORS);
    }
    if (!effect.isEmpty() && !EFFECTS.contains(effect)) {
      errors.notSupported(path + ".effect", effect, EFFECTS);
    }
  }

  static GoFormat.Verbatim shown(ObjectNode toleration) {
    return new GoFormat.Verbatim(
        "core.Toleration{Key:"
            + GoFormat.quote(text(toleration, "key"))
            + ", Operator:"
            + GoFormat.quote(text(toleration, "operator"))
            + ", Value:"
            + GoFormat.quote(text(toleration, "value"))
            + ", Effect:"
            + GoFormat.quote(text(toleration, "effect"))
            + ", TolerationSeconds:(*int64)(nil)}");
  }

  static void readinessGates(ObjectNode spec, String path, FieldErrors errors) {
    List<ObjectNode> gates = objects(spec, "readinessGates");
    for (int i = 0; i < gates.size(); i++) {
      String type = text(gates.get(i), "conditionType");
      errors.invalid(path + "[" + i + "].conditionType", type, Names.qualifiedName(type));
    }
  }

  static void schedulingGates(ObjectNode spec, String path, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    List<ObjectNode> gates = objects(spec, "schedulingGates");
    for (int i = 0; i < gates.size(); i++) {
      String name = text(gates.get(i), "name");
      errors.invalid(path + "[" + i + "]", name, Names.qualifiedName(name));
      if (!seen.add(name)) {
        errors.duplicate(path + "[" + i + "]", name);
      }
    }
  }

  static void spread(ObjectNode spec, String path, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    List<ObjectNode> constraints = objects(spec, "topologySpreadConstraints");
    for (int i = 0; i < constraints.size(); i++) {
      ObjectNode constraint = constraints.get(i);
      String at = path + "[" + i + "]";
      int skew = number(constraint, "maxSkew");
      if (skew <= 0) {
        errors.invalid(at + ".maxSkew", skew, "must be greater than zero");
      }
      String key = text(constraint, "topologyKey");
      if (key.isEmpty()) {
        errors.required(at + ".topologyKey", "can not be empty");
      } else {
        errors.invalid(at + ".topologyKey", key, Names.qualifiedName(key));
      }
      String unsatisfiable = text(constraint, "whenUnsatisfiable");
      if (!UNSATISFIABLE.contains(unsatisfiable)) {
        errors.notSupported(at + ".whenUnsatisfiable", unsatisfiable, UNSATISFIABLE);
      }
      String pair = "{" + key + ", " + unsatisfiable + "}";
      if (!seen.add(pair)) {
        errors.duplicate(at + ".{topologyKey, whenUnsatisfiable}", pair);
      }
      minDomains(constraint, unsatisfiable, at + ".minDomains", errors);
      for (String policy : List.of("nodeAffinityPolicy", "nodeTaintsPolicy")) {
        if (has(constraint, policy) && !NODE_POLICIES.contains(text(constraint, policy))) {
          errors.notSupported(at + "." + policy, text(constraint, policy), NODE_POLICIES);
        }
      }
      if (has(constraint, "labelSelector")) {
        LabelSelectors.validate(constraint.path("labelSelector"), at + ".labelSelector", errors);
      }
    }
  }

  private static void minDomains(
      ObjectNode constraint, String unsatisfiable, String path, FieldErrors errors) {
    if (!has(constraint, "minDomains")) {
      return;
    }
    int domains = number(constraint, "minDomains");
    if (domains <= 0) {
      errors.invalid(path, domains, "must be greater than zero");
    }
    if (!unsatisfiable.equals("DoNotSchedule")) {
      errors.invalid(
          path,
          domains,
          "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + unsatisfiable);
    }
  }
}
