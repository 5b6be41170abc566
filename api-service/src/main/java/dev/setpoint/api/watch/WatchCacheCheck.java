package dev.setpoint.api.watch;

import dev.setpoint.api.discovery.HealthCheck;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether watches can be served; a later outage of Kafka delays them and fails nothing. */
@Component
final class WatchCacheCheck implements HealthCheck {

  private final CacheHub hub;

  WatchCacheCheck(CacheHub hub) {
    this.hub = hub;
  }

  @Override
  public String name() {
    return "watch-cache";
  }

  @Override
  public @Nullable String problem() {
    return hub.primed() ? null : "not loaded yet";
  }
}
