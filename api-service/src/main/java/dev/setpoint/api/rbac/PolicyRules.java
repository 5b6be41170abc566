package dev.setpoint.api.rbac;

import dev.setpoint.api.auth.PolicyRule;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.common.json.KubeJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules as they stand in roles. */
final class PolicyRules {

  private PolicyRules() {}

  static List<PolicyRule> of(JsonNode role) {
    List<PolicyRule> rules = new ArrayList<>();
    for (JsonNode rule : role.path("rules")) {
      rules.add(
          new PolicyRule(
              List.copyOf(Trees.texts(rule, "verbs")),
              List.copyOf(Trees.texts(rule, "apiGroups")),
              List.copyOf(Trees.texts(rule, "resources")),
              List.copyOf(Trees.texts(rule, "resourceNames")),
              List.copyOf(Trees.texts(rule, "nonResourceURLs"))));
    }
    return List.copyOf(rules);
  }

  static ArrayNode json(List<PolicyRule> rules) {
    ArrayNode out = KubeJson.TREES.createArrayNode();
    for (PolicyRule rule : rules) {
      ObjectNode each = out.addObject();
      put(each, "verbs", rule.verbs());
      put(each, "apiGroups", rule.apiGroups());
      put(each, "resources", rule.resources());
      put(each, "resourceNames", rule.resourceNames());
      put(each, "nonResourceURLs", rule.nonResourceUrls());
    }
    return out;
  }

  private static void put(ObjectNode out, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode list = out.putArray(field);
      values.forEach(list::add);
    }
  }
}
