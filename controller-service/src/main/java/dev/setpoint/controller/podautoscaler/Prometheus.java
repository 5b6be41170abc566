package dev.setpoint.controller.podautoscaler;

import dev.setpoint.common.json.KubeJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks a Prometheus for what holds now. */
final class Prometheus {

  private static final int MOST_TOLD = 200;

  private final URI url;
  private final Duration timeout;
  private final HttpClient http;

  Prometheus(URI url, Duration timeout) {
    this.url = URI.create(url.toString().replaceAll("/+$", "") + "/api/v1/query");
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  /** One series' value. */
  record Value(JsonNode labels, Instant at, long milli) {}

  /** A vector or a scalar; values that are no numbers are left out. */
  List<Value> query(String query) throws MetricFailure {
    JsonNode answer = send(query);
    if (!answer.path("status").asString("").equals("success")) {
      throw new MetricFailure("Prometheus: " + answer.path("error").asString("no answer"));
    }
    JsonNode data = answer.path("data");
    List<Value> values = new ArrayList<>();
    switch (data.path("resultType").asString("")) {
      case "vector" ->
          data.path("result").forEach(each -> add(values, each.path("metric"), each.path("value")));
      case "scalar" -> add(values, KubeJson.TREES.createObjectNode(), data.path("result"));
      case String type ->
          throw new MetricFailure("Prometheus: a query must have a vector or scalar, not " + type);
    }
    return values;
  }

  private static void add(List<Value> values, JsonNode labels, JsonNode timed) {
    try {
      BigDecimal number = new BigDecimal(timed.path(1).asString(""));
      Instant at = Instant.ofEpochMilli((long) (timed.path(0).asDouble(0) * 1000));
      values.add(new Value(labels, at, Amounts.milli(number)));
    } catch (NumberFormatException e) {
      return; // NaN or Inf: nothing was measured
    }
  }

  /** Posted, since a pattern of many names is too long for a URL. */
  private JsonNode send(String query) throws MetricFailure {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return read(answer);
    } catch (IOException e) {
      throw new MetricFailure("Prometheus can't be reached: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MetricFailure("interrupted");
    }
  }

  /** Prometheus tells errors of queries as JSON with a status of 400 or 422. */
  private static JsonNode read(HttpResponse<byte[]> answer) throws MetricFailure {
    try {
      return KubeJson.readObject(answer.body());
    } catch (JacksonException | ClassCastException e) {
      String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
      throw new MetricFailure(
          "Prometheus answered "
              + answer.statusCode()
              + ": "
              + text.substring(0, Math.min(text.length(), MOST_TOLD)));
    }
  }
}
