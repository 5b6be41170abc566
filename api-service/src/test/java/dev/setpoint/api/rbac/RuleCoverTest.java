package dev.setpoint.api.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.auth.PolicyRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleCoverTest {

  private static PolicyRule rule(String verbs, String groups, String resources, String... names) {
    return new PolicyRule(
        List.of(verbs.split(",")),
        List.of(groups.split(",", -1)),
        List.of(resources.split(",")),
        List.of(names),
        List.of());
  }

  @Test
  void severalRulesCoverOneTogether() {
    List<PolicyRule> held = List.of(rule("get", "", "pods"), rule("list", "", "pods,services"));
    assertThat(RuleCover.missing(held, List.of(rule("get,list", "", "pods")))).isEmpty();
    assertThat(RuleCover.missing(held, List.of(rule("get,list", "", "pods,services"))))
        .containsExactly(rule("get", "", "services"));
  }

  @Test
  void aNamedGrantDoesNotCoverAll() {
    List<PolicyRule> held = List.of(rule("get", "", "secrets", "a", "b"));
    assertThat(RuleCover.missing(held, List.of(rule("get", "", "secrets", "b")))).isEmpty();
    assertThat(RuleCover.missing(held, List.of(rule("get", "", "secrets")))).hasSize(1);
  }

  @Test
  void wildcardsCoverButAreNotCoveredByTheirParts() {
    List<PolicyRule> all = List.of(rule("*", "*", "*"));
    assertThat(RuleCover.missing(all, List.of(rule("*", "apps", "x/y")))).isEmpty();
    assertThat(
            RuleCover.missing(
                List.of(rule("get", "apps", "*/scale")), List.of(rule("get", "apps", "a/scale"))))
        .isEmpty();
    assertThat(
            RuleCover.missing(
                List.of(rule("get,list", "", "pods")), List.of(rule("*", "", "pods"))))
        .hasSize(1);
  }

  @Test
  void missingGrantsAreToldTogether() {
    List<PolicyRule> missing =
        RuleCover.missing(List.of(), List.of(rule("get,list", "", "pods"), rule("*", "*", "*")));
    assertThat(RuleCover.compact(missing).stream().map(EscalationCheck::text))
        .containsExactlyInAnyOrder(
            "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"get\" \"list\"]}",
            "{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}");
  }
}
