package dev.setpoint.api.watch;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Ready once every type's cache is loaded; a later outage of Kafka delays watches only. */
@Component
class WatchCacheHealthIndicator implements HealthIndicator {

  private final CacheHub hub;
  private final CacheFeeder feeder;

  WatchCacheHealthIndicator(CacheHub hub, CacheFeeder feeder) {
    this.hub = hub;
    this.feeder = feeder;
  }

  @Override
  public Health health() {
    Health.Builder health = hub.primed() ? Health.up() : Health.down();
    return health.withDetail("kafkaReachable", feeder.reachable()).build();
  }
}
