package dev.setpoint.api.publish;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** For people: a lagging relay delays watchers, but writes and lists go on. */
@Component
class RelayHealthIndicator implements HealthIndicator {

  private final RelayStatus status;

  RelayHealthIndicator(RelayStatus status) {
    this.status = status;
  }

  @Override
  public Health health() {
    return Health.up()
        .withDetail("leading", status.leading())
        .withDetail("kafkaReachable", status.kafkaReachable())
        .withDetail("lagRevisions", status.lagRevisions())
        .withDetail("lagSeconds", status.lagSeconds())
        .build();
  }
}
