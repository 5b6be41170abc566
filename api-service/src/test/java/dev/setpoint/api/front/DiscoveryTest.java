package dev.setpoint.api.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.front.FrontServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiscoveryTest {

  private FrontServer server;

  @BeforeAll
  void start(@TempDir Path state) throws Exception {
    server = new FrontServer(state);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json",
        "application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io",
        "application/json;v=v9;as=APIGroupDiscoveryList;g=apidiscovery.k8s.io,"
            + "application/json; as=APIGroupDiscoveryList; v=v2; g=apidiscovery.k8s.io"
      })
  void aggregatedDiscoveryIsFoundInAnyOrderOfParameters(String accept) throws Exception {
    Answer answer = server.get("/apis", "Accept", accept);
    assertThat(answer.code()).isEqualTo(200);
    assertThat(answer.header("content-type"))
        .isEqualTo("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    assertThat(answer.json().path("apiVersion").asString()).isEqualTo("apidiscovery.k8s.io/v2");
    JsonNode first = answer.json().path("items").path(0);
    assertThat(first.at("/metadata/name").asString()).isEqualTo("apps");
    JsonNode deployments =
        first
            .at("/versions/0/resources")
            .valueStream()
            .filter(resource -> resource.path("resource").asString().equals("deployments"))
            .findFirst()
            .orElseThrow();
    assertThat(deployments.at("/subresources/0/responseKind").toString())
        .isEqualTo("{\"group\":\"autoscaling\",\"version\":\"v1\",\"kind\":\"Scale\"}");
  }

  @Test
  void oldClientsGetTheBetaAndOlderOnesThePlainForm() throws Exception {
    Answer beta =
        server.get(
            "/api",
            "Accept",
            "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList");
    assertThat(beta.json().path("apiVersion").asString()).isEqualTo("apidiscovery.k8s.io/v2beta1");
    assertThat(server.get("/api").json().path("versions").toString()).isEqualTo("[\"v1\"]");
    assertThat(server.get("/apis").json().at("/groups/0/preferredVersion/groupVersion").asString())
        .isEqualTo("apps/v1");
  }

  @Test
  void anUnchangedDocumentIsNotSentAgain() throws Exception {
    String accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    String tag = server.get("/apis", "Accept", accept).header("etag");
    Answer again = server.get("/apis", "Accept", accept, "If-None-Match", tag);
    assertThat(again.code()).isEqualTo(304);
    assertThat(again.raw().body()).isEmpty();
  }

  @Test
  void resourcesAreListedWithTheirSubresources() throws Exception {
    JsonNode core = server.get("/api/v1").json();
    assertThat(core.has("apiVersion")).isFalse();
    assertThat(core.path("resources").valueStream().map(r -> r.path("name").asString()))
        .contains("pods", "pods/binding", "pods/log", "pods/status", "namespaces/finalize")
        .isSorted();
    JsonNode namespaces =
        core.path("resources")
            .valueStream()
            .filter(r -> r.path("name").asString().equals("namespaces"))
            .findFirst()
            .orElseThrow();
    assertThat(namespaces.toString())
        .isEqualTo(
            "{\"name\":\"namespaces\",\"singularName\":\"namespace\",\"namespaced\":false,\"kind\":\"Namespace\","
                + "\"verbs\":[\"create\",\"delete\",\"get\",\"list\",\"patch\",\"update\",\"watch\"],"
                + "\"shortNames\":[\"ns\"],\"storageVersionHash\":\"Q3oi5N2YM8M=\"}");
    assertThat(server.get("/apis/apps/v1/").json().path("groupVersion").asString())
        .isEqualTo("apps/v1");
    assertThat(server.get("/apis/apps").json().at("/preferredVersion/version").asString())
        .isEqualTo("v1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope",
        "/apis/nope.example.com/v1",
        "/apis/nope.example.com/v1/things",
        "//api/v1",
        "/livez/nope",
        "/healthz/"
      })
  void pathsNobodyServesAreTextAsGoSaysIt(String path) throws Exception {
    Answer answer = server.get(path);
    assertThat(answer.code()).isEqualTo(404);
    assertThat(answer.type()).isEqualTo("text/plain");
    assertThat(answer.text()).isEqualTo("404 page not found\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v2", "/apis/apps/v1beta1"})
  void unknownVersionsOfKnownGroupsAreAStatus(String path) throws Exception {
    Answer answer = server.get(path);
    assertThat(answer.code()).isEqualTo(404);
    assertThat(answer.json().path("message").asString())
        .isEqualTo("the server could not find the requested resource");
  }

  @Test
  void otherMethodsAndFormatsAreRefused() throws Exception {
    String token = "Bearer " + server.token("kubeconfig");
    for (String path : new String[] {"/api", "/apis", "/apis/apps", "/api/v1", "/version"}) {
      assertThat(server.call("POST", path, "Authorization", token).code()).isEqualTo(405);
      assertThat(server.get(path, "Accept", "text/html").code()).isEqualTo(406);
    }
    assertThat(
            server
                .get(
                    "/apis",
                    "Accept",
                    "application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList")
                .json()
                .path("message")
                .asString())
        .isEqualTo(
            "only the following media types are accepted: application/json, application/yaml,"
                + " application/vnd.kubernetes.protobuf");
  }

  @Test
  void theVersionNamesTheProject() throws Exception {
    assertThat(server.get("/version").json().path("gitVersion").asString())
        .matches("v1\\.33\\.0\\+setpoint\\.\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void healthTellsCheckByCheckButNotWhy() throws Exception {
    assertThat(server.call("GET", "/livez").text()).isEqualTo("ok");
    assertThat(
            server
                .call("GET", "/livez/ping", "Authorization", "Bearer " + server.token("kubeconfig"))
                .text())
        .isEqualTo("ok");
    assertThat(server.get("/livez?verbose").text()).isEqualTo("[+]ping ok\nlivez check passed\n");
    Answer ready = server.get("/readyz");
    assertThat(ready.code()).isEqualTo(500);
    assertThat(ready.text())
        .isEqualTo(
            "[+]ping ok\n[-]postgres failed: reason withheld\n[+]startup ok\nreadyz check failed\n");
    assertThat(server.get("/readyz?exclude=postgres").text()).isEqualTo("ok");
    assertThat(server.get("/readyz?exclude=postgres&exclude=x&verbose").text())
        .contains("[+]postgres excluded: ok")
        .contains("warn: some health checks cannot be excluded: no matches for \"x\"");
  }
}
