package dev.setpoint.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class HostFactsTest {

  @Test
  void kernelSettingsAreReadWhole() {
    HostFacts.Pids pids = HostFacts.pids();
    assertThat(pids.most()).isGreaterThanOrEqualTo(1024);
    assertThat(pids.running()).isPositive();
  }

  @Test
  void subnetsOfOtherNodesAreLeftOut() {
    assertThat(Subnets.candidates("10.244.0.0/16", Set.of("10.244.0.0/24", "10.244.2.0/24")))
        .hasSize(254)
        .startsWith("10.244.1.0/24", "10.244.3.0/24");
  }
}
