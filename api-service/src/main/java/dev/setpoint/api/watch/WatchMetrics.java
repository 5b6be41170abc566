package dev.setpoint.api.watch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** What can be measured of the watch cache. */
@Component
class WatchMetrics {

  private final MeterRegistry registry;
  private final Counter cut;
  private final Timer lag;

  WatchMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.cut =
        Counter.builder("setpoint_watchers_cut")
            .description("Watchers that were too slow")
            .register(registry);
    this.lag =
        Timer.builder("setpoint_watch_lag")
            .description("From publishing a change to its arrival in the watch cache")
            .register(registry);
  }

  void cutOff() {
    cut.increment();
  }

  void arrivedAfter(long millis) {
    lag.record(Duration.ofMillis(Math.max(0, millis)));
  }

  void register(TypeCache cache) {
    Gauge.builder("setpoint_watchers", cache, TypeCache::watcherCount)
        .tag("resource", cache.type().qualifiedName())
        .register(registry);
    Gauge.builder("setpoint_watch_cache_revision", cache, TypeCache::revision)
        .tag("resource", cache.type().qualifiedName())
        .register(registry);
  }
}
