package dev.setpoint.api.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.front.FrontServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {

  private FrontServer server;

  @BeforeAll
  void start(@TempDir Path state) throws Exception {
    server = new FrontServer(state);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void theIndexLeadsToDocumentsThatMayBeKept() throws Exception {
    JsonNode paths = server.get("/openapi/v3").json().path("paths");
    assertThat(paths.propertyNames())
        .contains("api/v1", "apis/apps/v1", "apis/coordination.k8s.io/v1", "version");
    String url = paths.path("apis/apps/v1").path("serverRelativeURL").asString();
    Answer document = server.get(url);
    assertThat(document.header("cache-control")).isEqualTo("public, immutable");
    assertThat(server.get(url, "If-None-Match", document.header("etag")).code()).isEqualTo(304);
    assertThat(server.get("/openapi/v3/apis/apps/v1?hash=OLD").code()).isEqualTo(301);
    assertThat(server.get("/openapi/v3/apis/nope/v1").code()).isEqualTo(404);
  }

  @Test
  void kubectlFindsThatPatchesValidateFields() throws Exception {
    JsonNode patch =
        server
            .get("/openapi/v3/apis/apps/v1")
            .json()
            .path("paths")
            .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
            .path("patch");
    assertThat(patch.path("x-kubernetes-group-version-kind").toString())
        .isEqualTo("{\"group\":\"apps\",\"version\":\"v1\",\"kind\":\"Deployment\"}");
    assertThat(patch.path("parameters").valueStream().map(p -> p.path("name").asString()))
        .contains("fieldValidation", "dryRun", "fieldManager", "force");
  }

  @Test
  void everyReferenceIsResolvedInItsOwnDocument() throws Exception {
    for (String name : new String[] {"api/v1", "apis/apps/v1", "apis/coordination.k8s.io/v1"}) {
      JsonNode document = server.get("/openapi/v3/" + name).json();
      JsonNode schemas = document.path("components").path("schemas");
      document
          .findValuesAsString("$ref")
          .forEach(
              ref ->
                  assertThat(schemas.has(ref.substring("#/components/schemas/".length())))
                      .as(ref)
                      .isTrue());
      assertThat(schemas.size()).isPositive();
    }
  }

  @Test
  void theOldFormComesAsJsonAndAsTheEmptyMessageThatOldKubectlTakes() throws Exception {
    Answer protobuf =
        server.get(
            "/openapi/v2", "Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");
    assertThat(protobuf.type())
        .isEqualTo("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
    assertThat(protobuf.raw().body()).isEmpty();
    JsonNode json = server.get("/openapi/v2", "Accept", "application/json").json();
    assertThat(json.path("swagger").asString()).isEqualTo("2.0");
    assertThat(json.path("definitions").has("io.k8s.api.core.v1.Pod")).isTrue();
  }

  @Test
  void theBrowserNeedsNoTokenUntilItCalls() throws Exception {
    assertThat(server.call("GET", "/swagger-ui").header("location"))
        .isEqualTo("/swagger-ui/index.html");
    assertThat(server.call("GET", "/docs").code()).isEqualTo(302);
    assertThat(server.call("GET", "/swagger-ui/index.html").code()).isEqualTo(200);
    JsonNode config = server.call("GET", "/api-docs/page/swagger-config").json();
    for (JsonNode url : config.path("urls")) {
      JsonNode document = server.call("GET", url.path("url").asString()).json();
      assertThat(document.at("/components/securitySchemes/BearerToken/scheme").asString())
          .isEqualTo("bearer");
    }
    assertThat(config.path("urls").size()).isGreaterThanOrEqualTo(3);
    assertThat(server.call("GET", "/api-docs/page").code()).isEqualTo(404);
    assertThat(server.call("GET", "/swagger-ui/..%2fapi").code()).isEqualTo(403);
  }
}
