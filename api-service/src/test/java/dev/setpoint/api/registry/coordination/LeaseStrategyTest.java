package dev.setpoint.api.registry.coordination;

import static dev.setpoint.api.registry.StrategyFixture.SCHEMAS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.registry.StrategyFixture;
import org.junit.jupiter.api.Test;

class LeaseStrategyTest {

  private final LeaseStrategy strategy = new LeaseStrategy(SCHEMAS);

  @Test
  void durationsArePositive() {
    assertThat(
            new StrategyFixture(strategy)
                .problems("{'spec':{'leaseDurationSeconds':0,'leaseTransitions':-2}}"))
        .containsExactly(
            "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0",
            "spec.leaseTransitions: Invalid value: -2: must be greater than or equal to 0");
  }

  @Test
  void renewingTakesTheVersionThatWasRead() {
    assertThat(strategy.allowUnconditionalUpdate()).isFalse();
    assertThat(strategy.allowCreateOnUpdate()).isTrue();
  }
}
