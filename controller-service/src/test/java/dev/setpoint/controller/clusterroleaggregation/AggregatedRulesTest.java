package dev.setpoint.controller.clusterroleaggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggregatedRulesTest {

  private static PolicyRule rule(String resource) {
    return new PolicyRuleBuilder()
        .withApiGroups("")
        .withResources(resource)
        .withVerbs("get")
        .build();
  }

  private static ClusterRole part(String name, String label, String... resources) {
    return new ClusterRoleBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels(label, "true")
        .endMetadata()
        .withRules(List.of(resources).stream().map(AggregatedRulesTest::rule).toList())
        .build();
  }

  private static ClusterRole aggregate(String label) {
    return new ClusterRoleBuilder()
        .withNewMetadata()
        .withName("whole")
        .addToLabels(label, "true")
        .endMetadata()
        .withNewAggregationRule()
        .addNewClusterRoleSelector()
        .addToMatchLabels(label, "true")
        .endClusterRoleSelector()
        .endAggregationRule()
        .withRules(rule("stale"))
        .build();
  }

  @Test
  void theRulesOfAllPartsOnceInTheOrderOfTheirNames() {
    ClusterRole whole = aggregate("view");
    List<ClusterRole> all =
        List.of(
            part("b", "view", "pods", "services"),
            part("a", "view", "nodes", "pods"),
            part("c", "edit", "secrets"),
            whole);
    assertThat(AggregatedRules.of(whole, all))
        .containsExactly(rule("nodes"), rule("pods"), rule("services"));
  }
}
