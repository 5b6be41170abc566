package dev.setpoint.common.informer;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up once every cache is filled: before that, nothing may be decided from them. */
public final class InformersHealth implements HealthIndicator {

  private final Informers informers;

  public InformersHealth(Informers informers) {
    this.informers = informers;
  }

  @Override
  public Health health() {
    List<String> waiting =
        informers.states().stream()
            .filter(s -> !s.synced() || !s.connected())
            .map(s -> s.type().qualifiedName())
            .sorted()
            .toList();
    return waiting.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("waitingFor", waiting).build();
  }
}
