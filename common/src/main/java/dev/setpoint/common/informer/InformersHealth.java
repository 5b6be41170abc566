package dev.setpoint.common.informer;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up once every cache is filled: before that, nothing may be decided from them. A type that is
 * followed from later on (the garbage collector finds new ones) doesn't take that back.
 */
public final class InformersHealth implements HealthIndicator {

  private final Informers informers;
  private volatile boolean filled;

  public InformersHealth(Informers informers) {
    this.informers = informers;
  }

  @Override
  public Health health() {
    List<String> waiting =
        informers.states().stream()
            .filter(s -> filled ? s.synced() && !s.connected() : !s.synced() || !s.connected())
            .map(s -> s.type().qualifiedName())
            .sorted()
            .toList();
    filled |= waiting.isEmpty();
    return waiting.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("waitingFor", waiting).build();
  }
}
