package dev.setpoint.controller.podautoscaler;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.controller.podautoscaler.Prometheus.Value;
import dev.setpoint.controller.podautoscaler.PrometheusProperties.Kind;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the agents measure, from the API; everything else from Prometheus, where there is one. */
@Component
final class ClusterMetrics implements Metrics {

  private static final String CUSTOM = "unable to fetch metrics from custom metrics API: ";
  private static final String EXTERNAL = "unable to fetch metrics from external metrics API: ";

  private final ResourceMetrics resources;
  private final PrometheusProperties properties;
  private final @Nullable Prometheus prometheus;

  ClusterMetrics(ApiClient api, PrometheusProperties properties) {
    this.resources = new ResourceMetrics(api);
    this.properties = properties;
    this.prometheus =
        properties.url() == null ? null : new Prometheus(properties.url(), properties.timeout());
  }

  @Override
  public Map<String, PodMetric> resource(
      String resource, String namespace, String selector, String container) throws MetricFailure {
    return resources.read(resource, namespace, selector, container);
  }

  @Override
  public Map<String, PodMetric> pods(
      String metric, String namespace, List<String> pods, @Nullable LabelSelector selector)
      throws MetricFailure {
    Map<String, PodMetric> metrics = new HashMap<>();
    String pattern = PromQuery.quoted(PromQuery.anyOf(pods));
    for (Value value : custom(Kind.PODS, metric, namespace, Map.of("pods", pattern), selector)) {
      metrics.put(
          value.labels().path("pod").asString(""),
          new PodMetric(value.milli(), value.at(), Duration.ZERO));
    }
    if (metrics.isEmpty()) {
      throw new MetricFailure("no metrics returned from custom metrics API");
    }
    return metrics;
  }

  @Override
  public long object(
      String metric,
      String namespace,
      CrossVersionObjectReference object,
      @Nullable LabelSelector selector)
      throws MetricFailure {
    Map<String, String> variables =
        Map.of(
            "object", PromQuery.quoted(object.getName()),
            "kind", object.getKind().toLowerCase(Locale.ROOT));
    List<Value> found = custom(Kind.OBJECT, metric, namespace, variables, selector);
    if (found.size() != 1) {
      throw new MetricFailure(
          CUSTOM + "the query of metric " + metric + " has " + found.size() + " values, not one");
    }
    return found.getFirst().milli();
  }

  private List<Value> custom(
      Kind kind,
      String metric,
      String namespace,
      Map<String, String> variables,
      @Nullable LabelSelector selector)
      throws MetricFailure {
    if (prometheus == null) {
      throw new MetricFailure(CUSTOM + "no custom metrics API (custom.metrics.k8s.io) registered");
    }
    return query(prometheus, kind, metric, namespace, variables, selector, CUSTOM);
  }

  @Override
  public long external(String metric, String namespace, @Nullable LabelSelector selector)
      throws MetricFailure {
    if (prometheus == null) {
      throw new MetricFailure(
          EXTERNAL
              + "the server could not find the requested resource (get "
              + metric
              + ".external.metrics.k8s.io)");
    }
    List<Value> found =
        query(prometheus, Kind.EXTERNAL, metric, namespace, Map.of(), selector, EXTERNAL);
    if (found.isEmpty()) {
      throw new MetricFailure("no metrics returned from external metrics API");
    }
    return found.stream().mapToLong(Value::milli).sum();
  }

  private List<Value> query(
      Prometheus asked,
      Kind kind,
      String metric,
      String namespace,
      Map<String, String> variables,
      @Nullable LabelSelector selector,
      String failed)
      throws MetricFailure {
    Map<String, String> all = new HashMap<>(variables);
    all.put("namespace", PromQuery.quoted(namespace));
    all.put("selector", PromQuery.matchers(selector));
    try {
      return asked.query(PromQuery.of(properties.rules(), kind, metric, all));
    } catch (MetricFailure e) {
      throw new MetricFailure(failed + e.message());
    }
  }
}
