package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Requests as they are written, as the user of a kubeconfig. */
final class RawRequests {

  /** What came of one; of a Status its reason and message. */
  record Answer(int code, String reason, String message) {

    void assertRefused(int wanted, String why) {
      assertThat(code).as(toString()).isEqualTo(wanted);
      assertThat(reason).as(toString()).isEqualTo(why);
      assertThat(message).isNotEmpty();
    }
  }

  private final HttpClient http;
  private final Config config;

  RawRequests(Path kubeconfig) throws Exception {
    config = Config.fromKubeconfig(kubeconfig.toFile());
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(SSLUtils.sslContext(config))
            .build();
  }

  Answer get(String path) throws Exception {
    return send("GET", path, "application/json", new byte[0]);
  }

  Answer post(String path, String type, String body) throws Exception {
    return send("POST", path, type, body.getBytes(StandardCharsets.UTF_8));
  }

  Answer send(String method, String path, String type, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(config.getMasterUrl().replaceAll("/$", "") + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + config.getAutoOAuthToken())
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    return answer(response.statusCode(), response.body());
  }

  static Answer answer(int code, String body) {
    String first = body.lines().findFirst().orElse("");
    JsonNode status =
        first.startsWith("{") ? KubeJson.TREES.readTree(body) : KubeJson.TREES.missingNode();
    if (status.path("type").asString("").equals("ERROR")) {
      status = status.path("object");
    }
    return new Answer(
        code, status.path("reason").asString(""), status.path("message").asString(body));
  }
}
