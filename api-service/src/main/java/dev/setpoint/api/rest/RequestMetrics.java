package dev.setpoint.api.rest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Kubernetes' own names for request counts and durations; meters are looked up once. */
@Component
final class RequestMetrics {

  private record Key(
      String verb, String group, String version, String resource, String subresource, int code) {}

  private record Meters(Timer duration, Counter total) {}

  private final MeterRegistry registry;
  private final Map<Key, Meters> meters = new ConcurrentHashMap<>();

  RequestMetrics(ObjectProvider<MeterRegistry> registry, LongRequests watches) {
    this.registry = registry.getIfAvailable(SimpleMeterRegistry::new);
    Gauge.builder("apiserver.longrunning.requests", watches, LongRequests::count)
        .register(this.registry);
  }

  /** Only for resources that are served, so that clients can't make meters up. */
  void record(RequestInfo info, int code, long nanos) {
    Meters found =
        meters.computeIfAbsent(
            new Key(
                info.verb().toUpperCase(java.util.Locale.ROOT),
                info.group(),
                info.version(),
                info.plural(),
                info.subresource(),
                code),
            this::register);
    found.total().increment();
    if (!info.verb().equals("watch")) {
      found.duration().record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  private Meters register(Key key) {
    Tags tags =
        Tags.of(
            "verb", key.verb(),
            "group", key.group(),
            "version", key.version(),
            "resource", key.resource(),
            "subresource", key.subresource());
    return new Meters(
        Timer.builder("apiserver.request.duration")
            .tags(tags.and("code", "" + key.code()))
            .register(registry),
        Counter.builder("apiserver.request")
            .tags(tags.and("code", "" + key.code()))
            .register(registry));
  }
}
