package dev.setpoint.controller.podautoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.setpoint.common.client.ApiClient;
import dev.setpoint.controller.podautoscaler.PrometheusProperties.Kind;
import dev.setpoint.controller.podautoscaler.PrometheusProperties.Rule;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers what a Prometheus 2.42 did, asked the same. */
class ClusterMetricsTest {

  private static final String VECTOR =
      """
      {"status":"success","data":{"resultType":"vector","result":[
        {"metric":{"pod":"web-1"},"value":[1767268800.123,"12.5"]},
        {"metric":{"pod":"web-2"},"value":[1767268800.123,"NaN"]}]}}
      """;

  private HttpServer server;
  private volatile String answer = VECTOR;
  private volatile int status = 200;
  private volatile String asked = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/prom/api/v1/query", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked = URLDecoder.decode(body.substring("query=".length()), StandardCharsets.UTF_8);
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private ClusterMetrics metrics(Rule... rules) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/prom/");
    return new ClusterMetrics(
        new ApiClient(Path.of("/none"), "test"),
        new PrometheusProperties(url, Duration.ofSeconds(5), List.of(rules)));
  }

  @Test
  void podsByMicrometersName() throws MetricFailure {
    assertThat(metrics().pods("jvm.threads.live", "ns", List.of("web-1", "web.2"), null))
        .isEqualTo(
            Map.of(
                "web-1",
                new PodMetric(12_500, Instant.ofEpochMilli(1_767_268_800_123L), Duration.ZERO)));
    assertThat(asked)
        .isEqualTo("sum by (pod) (jvm_threads_live{namespace=\"ns\",pod=~\"web-1|web\\\\.2\",})");
  }

  @Test
  void countersAreRates() throws MetricFailure {
    metrics().pods("http.server.requests.seconds.count", "ns", List.of("a"), null);
    assertThat(asked)
        .isEqualTo(
            "sum by (pod) (rate(http_server_requests_seconds_count{namespace=\"ns\",pod=~\"a\",}"
                + "[2m]))");
  }

  @Test
  void rulesSayMore() throws MetricFailure {
    Rule rule =
        new Rule(Kind.PODS, "hits", "avg by (pod) (x{ns=\"$namespace\",p=~\"$pods\",$selector})");
    metrics(rule)
        .pods(
            "hits",
            "ns",
            List.of("a"),
            new LabelSelectorBuilder()
                .addToMatchLabels("uri", "/\"$1")
                .addToMatchExpressions(
                    new LabelSelectorRequirement("m", "NotIn", List.of("GET", "PUT")))
                .build());
    assertThat(asked)
        .isEqualTo("avg by (pod) (x{ns=\"ns\",p=~\"a\",uri=\"/\\\"$1\",m!~\"GET|PUT\",})");
  }

  @Test
  void objectsHaveOneValue() throws MetricFailure {
    var ingress = new CrossVersionObjectReference("networking.k8s.io/v1", "Ingress", "web");
    assertThat(metrics().object("open.connections", "ns", ingress, null)).isEqualTo(12_500);
    assertThat(asked).isEqualTo("sum(open_connections{namespace=\"ns\",ingress=\"web\",})");
    answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}";
    assertThatThrownBy(() -> metrics().object("open.connections", "ns", ingress, null))
        .hasMessage(
            "unable to fetch metrics from custom metrics API: the query of metric open.connections"
                + " has 0 values, not one");
  }

  @Test
  void externalValuesAreAddedUp() throws MetricFailure {
    answer =
        """
        {"status":"success","data":{"resultType":"vector","result":[
          {"metric":{"q":"a"},"value":[1767268800,"3"]},
          {"metric":{"q":"b"},"value":[1767268800,"0.5"]}]}}
        """;
    assertThat(metrics().external("queue.size", "ns", null)).isEqualTo(3_500);
    assertThat(asked).isEqualTo("queue_size{}");
    answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"7\"]}}";
    assertThat(metrics().external("queue.size", "ns", null)).isEqualTo(7_000);
  }

  @Test
  void whatPrometheusRefusesIsSaid() {
    status = 400;
    answer =
        """
        {"status":"error","errorType":"bad_data","error":"invalid parameter \\"query\\": 1:5: parse error: unclosed left parenthesis"}
        """;
    assertThatThrownBy(() -> metrics().external("queue", "ns", null))
        .hasMessage(
            "unable to fetch metrics from external metrics API: Prometheus: invalid parameter"
                + " \"query\": 1:5: parse error: unclosed left parenthesis");
    status = 502;
    answer = "bad gateway";
    assertThatThrownBy(() -> metrics().external("queue", "ns", null))
        .hasMessage(
            "unable to fetch metrics from external metrics API: Prometheus answered 502: bad"
                + " gateway");
  }

  @Test
  void withoutPrometheusThereIsNoSuchApi() {
    ClusterMetrics none =
        new ClusterMetrics(
            new ApiClient(Path.of("/none"), "test"),
            new PrometheusProperties(null, Duration.ofSeconds(5), List.of()));
    assertThatThrownBy(() -> none.pods("hits", "ns", List.of("a"), null))
        .hasMessage(
            "unable to fetch metrics from custom metrics API: no custom metrics API"
                + " (custom.metrics.k8s.io) registered");
    assertThatThrownBy(() -> none.external("queue", "ns", null))
        .hasMessage(
            "unable to fetch metrics from external metrics API: the server could not find the"
                + " requested resource (get queue.external.metrics.k8s.io)");
  }
}
