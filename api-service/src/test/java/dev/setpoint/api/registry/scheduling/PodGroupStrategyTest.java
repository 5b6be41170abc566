package dev.setpoint.api.registry.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.registry.StrategyFixture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PodGroupStrategyTest {

  private final StrategyFixture groups = new StrategyFixture(new PodGroupStrategy());

  @Test
  void aNewGroupIsPendingAndWaitsAMinute() {
    ObjectNode group = groups.created("{'spec':{'minMember':3},'status':{'phase':'Scheduled'}}");
    assertThat(group.at("/spec/scheduleTimeoutSeconds").asInt()).isEqualTo(60);
    assertThat(group.at("/status/phase").asString()).isEqualTo("Pending");
    assertThat(group.at("/metadata/generation").asInt()).isEqualTo(1);
  }

  @Test
  void countsAreAtLeastOne() {
    assertThat(groups.problems("{'spec':{'minMember':0,'scheduleTimeoutSeconds':-1}}"))
        .containsExactly(
            "spec.minMember: Invalid value: 0: must be greater than or equal to 1",
            "spec.scheduleTimeoutSeconds: Invalid value: -1: must be greater than or equal to 1");
    assertThat(groups.problems("{'spec':{'minMember':1}}")).isEmpty();
    ObjectNode old = groups.created("{'spec':{'minMember':1}}");
    ObjectNode changed = old.deepCopy();
    changed.withObject("/status").put("scheduled", -1);
    assertThat(groups.statusProblems(old, changed))
        .containsExactly("status.scheduled: Invalid value: -1: must be greater than or equal to 0");
  }
}
