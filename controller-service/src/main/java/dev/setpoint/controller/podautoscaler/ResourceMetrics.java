package dev.setpoint.controller.podautoscaler;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.pod.PodStates;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads metrics.k8s.io. */
final class ResourceMetrics {

  private static final String FAILED = "unable to fetch metrics from resource metrics API: ";

  private final ApiClient api;

  ResourceMetrics(ApiClient api) {
    this.api = api;
  }

  Map<String, PodMetric> read(String resource, String namespace, String selector, String container)
      throws MetricFailure {
    JsonNode items;
    try {
      items =
          api.getRaw(
                  "/apis/metrics.k8s.io/v1beta1/namespaces/"
                      + namespace
                      + "/pods?labelSelector="
                      + ApiClient.encode(selector))
              .path("items");
    } catch (ApiException e) {
      throw new MetricFailure(
          FAILED
              + (e.code() == 404
                  ? "the server could not find the requested resource (get pods.metrics.k8s.io)"
                  : e.message()));
    }
    if (items.isEmpty()) {
      throw new MetricFailure("no metrics returned from resource metrics API");
    }
    Map<String, PodMetric> metrics = new HashMap<>();
    for (JsonNode pod : items) {
      PodMetric metric = metric(pod, resource, container);
      if (metric != null) {
        metrics.put(pod.at("/metadata/name").asString(""), metric);
      }
    }
    return metrics;
  }

  private static @Nullable PodMetric metric(JsonNode pod, String resource, String container)
      throws MetricFailure {
    long sum = 0;
    boolean found = false;
    for (JsonNode each : pod.path("containers")) {
      if (container.isEmpty() || container.equals(each.path("name").asString(""))) {
        String usage = each.path("usage").path(resource).asString("");
        if (usage.isEmpty()) {
          return null;
        }
        sum += Amounts.milli(usage);
        found = true;
      }
    }
    if (!found && !container.isEmpty()) {
      throw new MetricFailure(
          "container "
              + container
              + " not present in metrics for pod "
              + pod.at("/metadata/namespace").asString("")
              + "/"
              + pod.at("/metadata/name").asString(""));
    }
    Instant at = PodStates.time(pod.path("timestamp").asString(""));
    return new PodMetric(
        sum, at == null ? Instant.EPOCH : at, window(pod.path("window").asString("0s")));
  }

  /** Go's text of a duration is ISO's but for its head. */
  private static Duration window(String text) {
    return Duration.parse("PT" + text);
  }
}
