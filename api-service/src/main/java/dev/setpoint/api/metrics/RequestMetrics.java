package dev.setpoint.api.metrics;

import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.rest.HttpStep;
import dev.setpoint.api.rest.RequestInfo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * {@code apiserver_request_total}, {@code apiserver_request_duration_seconds} and {@code
 * apiserver_longrunning_requests}, labelled as kube-apiserver labels them. Only served resources
 * become labels, so that nobody can make up series by asking for odd paths.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 50)
final class RequestMetrics implements HttpStep {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private static final Set<String> LASTING =
      Set.of("log", "exec", "attach", "portforward", "proxy");

  private final MeterRegistry meters;
  private final ResourceRegistry registry;
  private final Map<Asked, Meters> known = new ConcurrentHashMap<>();

  RequestMetrics(MeterRegistry meters, ResourceRegistry registry) {
    this.meters = meters;
    this.registry = registry;
  }

  private record Asked(
      String verb,
      String group,
      String version,
      String resource,
      String subresource,
      String scope) {

    boolean lasts() {
      return verb.equals("WATCH") || LASTING.contains(subresource);
    }
  }

  private record Meters(
      Asked asked, Timer duration, AtomicInteger running, Map<Integer, Counter> byCode) {}

  @Override
  public void step(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Meters asked = known.computeIfAbsent(asked(request), this::create);
    long start = System.nanoTime();
    asked.running().incrementAndGet();
    try {
      chain.doFilter(request, response);
    } finally {
      asked.running().decrementAndGet();
      count(asked, response.getStatus());
      if (!asked.asked().lasts()) {
        asked.duration().record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      }
    }
  }

  private Asked asked(HttpServletRequest request) {
    RequestInfo info;
    try {
      info = RequestInfo.of(request);
    } catch (IllegalArgumentException brokenEscape) {
      return new Asked("", "", "", "", "", "");
    }
    var strategy = registry.find(info.group(), info.version(), info.plural());
    if (!info.resource() || strategy.isEmpty()) {
      return new Asked(method(info.verb()), "", "", "", "", "");
    }
    boolean served =
        strategy.get().subresources().stream().anyMatch(s -> s.name().equals(info.subresource()));
    return new Asked(
        method(info.verb()),
        info.group(),
        info.version(),
        info.plural(),
        served ? info.subresource() : "",
        info.named() ? "resource" : info.namespace().isEmpty() ? "cluster" : "namespace");
  }

  private static String method(String verb) {
    return switch (verb) {
      case "create", "post" -> "POST";
      case "update", "put" -> "PUT";
      case "get" -> "GET";
      case "list" -> "LIST";
      case "watch" -> "WATCH";
      case "patch" -> "PATCH";
      case "delete" -> "DELETE";
      case "deletecollection" -> "DELETECOLLECTION";
      default -> "other";
    };
  }

  private Meters create(Asked asked) {
    Tags tags = tags(asked);
    AtomicInteger running = new AtomicInteger();
    if (asked.lasts()) {
      Gauge.builder("apiserver.longrunning.requests", running, AtomicInteger::get)
          .tags(tags)
          .register(meters);
    }
    Timer duration =
        Timer.builder("apiserver.request.duration")
            .tags(tags)
            .serviceLevelObjectives(BUCKETS)
            .register(meters);
    return new Meters(asked, duration, running, new ConcurrentHashMap<>());
  }

  private void count(Meters asked, int code) {
    asked
        .byCode()
        .computeIfAbsent(
            code,
            c ->
                Counter.builder("apiserver.request")
                    .tags(tags(asked.asked()).and("code", String.valueOf(c)))
                    .register(meters))
        .increment();
  }

  private static Tags tags(Asked asked) {
    return Tags.of(
        "verb",
        asked.verb(),
        "group",
        asked.group(),
        "version",
        asked.version(),
        "resource",
        asked.resource(),
        "subresource",
        asked.subresource(),
        "scope",
        asked.scope());
  }
}
