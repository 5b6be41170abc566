package dev.setpoint.api.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.auth.PolicyRule;
import dev.setpoint.api.rbac.DefaultPolicy.Item;
import dev.setpoint.api.registry.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PolicyReconcilerTest {

  private static Item item(RbacKind kind, String name) {
    return DefaultPolicy.read().stream()
        .filter(i -> i.kind() == kind && i.key().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsAsItWasIsLeftAlone() {
    for (Item item : DefaultPolicy.read()) {
      assertThat(PolicyReconciler.repaired(item, item.tree().deepCopy())).isNull();
    }
  }

  @Test
  void takenRulesComeBackAndAddedOnesStay() {
    Item item = item(RbacKind.CLUSTER_ROLE, "system:basic-user");
    ObjectNode changed = item.tree().deepCopy();
    changed.set(
        "rules",
        PolicyRules.json(
            List.of(PolicyRule.resources(List.of("get"), List.of(""), List.of("pods")))));
    ObjectNode repaired = PolicyReconciler.repaired(item, changed);
    assertThat(repaired).isNotNull();
    assertThat(PolicyRules.of(repaired).getFirst().resources()).containsExactly("pods");
    assertThat(RuleCover.missing(PolicyRules.of(repaired), PolicyRules.of(item.tree()))).isEmpty();
  }

  @Test
  void anAnnotationKeepsTheHandsOff() {
    Item item = item(RbacKind.CLUSTER_ROLE_BINDING, "system:discovery");
    ObjectNode changed = item.tree().deepCopy();
    changed.remove("subjects");
    assertThat(PolicyReconciler.repaired(item, changed)).isNotNull();
    Trees.child(Trees.child(changed, "metadata"), "annotations")
        .put(PolicyReconciler.AUTO_UPDATE, "false");
    assertThat(PolicyReconciler.repaired(item, changed)).isNull();
  }
}
