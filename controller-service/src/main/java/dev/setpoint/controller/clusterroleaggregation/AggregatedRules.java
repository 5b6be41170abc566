package dev.setpoint.controller.clusterroleaggregation;

import dev.setpoint.common.resource.LabelSelectors;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules that an aggregated role is to have: each once, in the order of the roles' names. */
final class AggregatedRules {

  private AggregatedRules() {}

  static boolean isAggregated(@Nullable ClusterRole role) {
    return role != null && role.getAggregationRule() != null;
  }

  static List<PolicyRule> of(ClusterRole role, Collection<ClusterRole> all) {
    List<ClusterRole> sorted =
        all.stream().sorted(Comparator.comparing(r -> r.getMetadata().getName())).toList();
    List<PolicyRule> rules = new ArrayList<>();
    for (LabelSelector selector : role.getAggregationRule().getClusterRoleSelectors()) {
      for (ClusterRole each : sorted) {
        if (!each.getMetadata().getName().equals(role.getMetadata().getName())
            && LabelSelectors.matches(selector, labels(each))) {
          orEmpty(each.getRules()).stream()
              .filter(rule -> !rules.contains(rule))
              .forEach(rules::add);
        }
      }
    }
    return rules;
  }

  static List<PolicyRule> orEmpty(@Nullable List<PolicyRule> rules) {
    return rules == null ? List.of() : rules;
  }

  private static Map<String, String> labels(ClusterRole role) {
    @Nullable Map<String, String> labels = role.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }
}
