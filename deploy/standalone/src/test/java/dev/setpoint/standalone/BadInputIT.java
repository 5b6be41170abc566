package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.standalone.RawRequests.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client can get wrong: each time a Status that says so, and a server that goes on. */
@Acceptance
class BadInputIT {

  @Test
  void isRefusedWithAStatus(Cluster cluster, Workspace workspace) throws Exception {
    RawRequests requests = new RawRequests(cluster.kubeconfig());
    String maps = "/api/v1/namespaces/" + workspace.name() + "/configmaps";
    String deployments = "/apis/apps/v1/namespaces/" + workspace.name() + "/deployments";
    String pods = "/api/v1/namespaces/" + workspace.name() + "/pods";

    refused(requests.post(maps, "application/json", "{\"kind\": "), 400, "BadRequest");
    refused(requests.post(maps, "application/yaml", "kind: [unclosed"), 400, "BadRequest");
    refused(requests.post(maps, "application/json", "[]"), 400, "BadRequest");
    refused(requests.post(maps, "text/plain", "hello"), 415, "UnsupportedMediaType");
    refused(
        requests.post(maps, "application/json", configMap("x".repeat(10 << 20))),
        413,
        "RequestEntityTooLarge");
    refused(requests.post(maps, "application/yaml", aliasBomb()), 400, "BadRequest");
    refused(
        requests.post(maps, "application/json", configMap("x").replace("ConfigMap", "Gizmo")),
        400,
        "BadRequest");
    refused(requests.get("/api/v1/gizmos"), 404, "NotFound");
    refused(
        requests.post(
            maps + "?fieldValidation=Strict",
            "application/json",
            configMap("x").replace("\"data\"", "\"dato\"")),
        400,
        "BadRequest");
    refused(
        requests.post(
            deployments, "application/json", deployment("\"replicas\": \"two\"", "one", "two")),
        400,
        "BadRequest");
    refused(
        requests.post(
            deployments, "application/json", deployment("\"replicas\": -1", "one", "two")),
        422,
        "Invalid");
    Answer twice =
        requests.post(
            deployments, "application/json", deployment("\"replicas\": 1", "same", "same"));
    refused(twice, 422, "Invalid");
    assertThat(twice.message()).contains("Duplicate value");
    refused(
        requests.post(
            maps, "application/json", configMap("x").replace("\"a-map\"", quoted("n".repeat(254)))),
        422,
        "Invalid");
    refused(requests.get(pods + "/..%2f..%2fsecrets/log"), 400, 404);
    refused(requests.get(pods + "/none/log?container=..%2f..%2f..%2fetc%2fpasswd"), 400, 404);
    refused(requests.get(maps + "?labelSelector=a%20%3D%3D%3D%20b"), 400, "BadRequest");
    refused(requests.get(maps + "?limit=many"), 400, "BadRequest");
    assertThat(requests.get("/version").code()).as("the server goes on").isEqualTo(200);
  }

  /** As in Kubernetes: the stream opens, and waits for what comes after that revision. */
  @Test
  void aWatchFromTheFutureWaits(Cluster cluster) throws Exception {
    Answer answer =
        new RawRequests(cluster.kubeconfig())
            .get("/api/v1/namespaces?watch=true&timeoutSeconds=1&resourceVersion=99999999999");
    assertThat(answer.code()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.message() + answer.reason()).isEmpty();
  }

  private static void refused(Answer answer, int code, String reason) {
    answer.assertRefused(code, reason);
  }

  private static void refused(Answer answer, int oneCode, int otherCode) {
    assertThat(answer.code()).as(answer.toString()).isIn(oneCode, otherCode);
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static String configMap(String value) {
    return """
    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a-map"},
     "data": {"key": "%s"}}
    """
        .formatted(value);
  }

  private static String deployment(String replicas, String one, String two) {
    return """
    {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "bad"},
     "spec": {%s, "selector": {"matchLabels": {"app": "bad"}},
      "template": {"metadata": {"labels": {"app": "bad"}},
       "spec": {"containers": [{"name": "%s", "image": "i"}, {"name": "%s", "image": "i"}]}}}}
    """
        .formatted(replicas, one, two);
  }

  /** Ten levels of ten aliases each: 10^10 strings if they were followed. */
  private static String aliasBomb() {
    List<String> lines = new ArrayList<>(List.of("a0: &a0 [x, x, x, x, x, x, x, x, x, x]"));
    for (int i = 1; i < 10; i++) {
      String ten = String.join(", ", Collections.nCopies(10, "*a" + (i - 1)));
      lines.add("a" + i + ": &a" + i + " [" + ten + "]");
    }
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bomb}\n" + String.join("\n", lines);
  }
}
