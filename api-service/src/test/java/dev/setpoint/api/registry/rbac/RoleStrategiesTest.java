package dev.setpoint.api.registry.rbac;

import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.registry.StrategyFixture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RoleStrategiesTest {

  @Test
  void rolesAreOfResourcesOrOfPaths() {
    StrategyFixture roles = new StrategyFixture(new ClusterRoleStrategy());
    assertThat(
            roles.problems(
                "{'rules':[{'verbs':['get'],'nonResourceURLs':['/x'],'resources':['pods']},{}]}"))
        .containsExactly(
            "rules[0].nonResourceURLs: Invalid value: []string{\"/x\"}: rules cannot apply to both"
                + " regular resources and non-resource URLs",
            "rules[1].verbs: Required value: verbs must contain at least one value",
            "rules[1].apiGroups: Required value: resource rules must supply at least one api group",
            "rules[1].resources: Required value: resource rules must supply at least one resource");
  }

  @Test
  void bindingsKeepTheirRole() {
    StrategyFixture bindings = new StrategyFixture(new RoleBindingStrategy());
    ObjectNode binding =
        bindings.created(
            "{'roleRef':{'kind':'Role','name':'r'},'subjects':[{'kind':'User','name':'u'}]}");
    assertThat(binding.at("/subjects/0/apiGroup").asString())
        .isEqualTo("rbac.authorization.k8s.io");
    assertThat(
            bindings.updateProblems(binding, json("{'roleRef':{'kind':'ClusterRole','name':'r'}}")))
        .containsExactly(
            "roleRef: Invalid value: rbac.RoleRef{APIGroup:\"rbac.authorization.k8s.io\","
                + " Kind:\"ClusterRole\", Name:\"r\"}: cannot change roleRef");
  }
}
