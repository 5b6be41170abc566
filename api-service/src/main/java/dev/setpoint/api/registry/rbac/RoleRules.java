package dev.setpoint.api.registry.rbac;

import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.LabelSelectors;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of roles (k8s.io/kubernetes/pkg/apis/rbac/validation). */
final class RoleRules {

  private RoleRules() {}

  static void rules(ObjectNode role, boolean namespaced, FieldErrors errors) {
    List<ObjectNode> rules = objects(role, "rules");
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.get(i), namespaced, "rules[" + i + "]", errors);
    }
  }

  private static void rule(ObjectNode rule, boolean namespaced, String path, FieldErrors errors) {
    if (rule.path("verbs").isEmpty()) {
      errors.required(path + ".verbs", "verbs must contain at least one value");
    }
    boolean hasGroups = !rule.path("apiGroups").isEmpty();
    boolean hasResources = !rule.path("resources").isEmpty();
    List<String> urls = texts(rule, "nonResourceURLs");
    if (!urls.isEmpty()) {
      String field = path + ".nonResourceURLs";
      if (namespaced) {
        errors.invalid(
            field, GoFormat.strings(urls), "namespaced rules cannot apply to non-resource URLs");
      }
      if (hasGroups || hasResources || !rule.path("resourceNames").isEmpty()) {
        errors.invalid(
            field,
            GoFormat.strings(urls),
            "rules cannot apply to both regular resources and non-resource URLs");
      }
      return;
    }
    if (!hasGroups) {
      errors.required(path + ".apiGroups", "resource rules must supply at least one api group");
    }
    if (!hasResources) {
      errors.required(path + ".resources", "resource rules must supply at least one resource");
    }
  }

  static void aggregation(ObjectNode role, FieldErrors errors) {
    JsonNode aggregation = role.path("aggregationRule");
    if (!aggregation.isObject()) {
      return;
    }
    String field = "aggregationRule.clusterRoleSelectors";
    List<ObjectNode> selectors = objects(aggregation, "clusterRoleSelectors");
    if (selectors.isEmpty()) {
      errors.required(
          field, "at least one clusterRoleSelector required if aggregationRule is non-nil");
    }
    for (int i = 0; i < selectors.size(); i++) {
      String path = field + "[" + i + "]";
      LabelSelectors.validate(selectors.get(i), path, errors);
      if (!LabelSelectors.isUsable(selectors.get(i))) {
        errors.invalid(path, "null", "invalid label selector.");
      }
    }
  }
}
