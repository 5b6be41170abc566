package dev.setpoint.api.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.front.FrontServer.Answer;
import dev.setpoint.api.pki.KeyAndCertificate;
import dev.setpoint.api.pki.Pki;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {

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
  @ValueSource(strings = {"/healthz", "/livez", "/version", "/version/"})
  void anybodyMayAskForHealthAndVersion(String path) throws Exception {
    assertThat(server.call("GET", path).code()).isIn(200, 500);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "GET, /api, 'forbidden: User \"system:anonymous\" cannot get path \"/api\"'",
        "GET, /, 'forbidden: User \"system:anonymous\" cannot get path \"/\"'",
        "GET, /openapi/v3, 'forbidden: User \"system:anonymous\" cannot get path \"/openapi/v3\"'",
        "GET, /api/v1/namespaces/x/secrets, 'secrets is forbidden: User \"system:anonymous\" cannot"
            + " list resource \"secrets\" in API group \"\" in the namespace \"x\"'",
        "PUT, /apis/apps/v1/namespaces/x/deployments/d/status, 'deployments.apps \"d\" is forbidden:"
            + " User \"system:anonymous\" cannot update resource \"deployments/status\" in API"
            + " group \"apps\" in the namespace \"x\"'",
        "GET, /api/v1/nodes?watch=1, 'nodes is forbidden: User \"system:anonymous\" cannot watch"
            + " resource \"nodes\" in API group \"\" at the cluster scope'"
      })
  void anonymousIsToldWhatItMayNotDo(String method, String path, String message) throws Exception {
    Answer answer = server.call(method, path);
    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.json().path("message").asString()).isEqualTo(message);
    assertThat(answer.json().path("reason").asString()).isEqualTo("Forbidden");
    assertThat(answer.json().has("details")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/version", "/api/v1/pods"})
  void aWrongTokenIsRefusedEverywhere(String path) throws Exception {
    Answer answer = server.call("GET", path, "Authorization", "Bearer wrong");
    assertThat(answer.code()).isEqualTo(401);
    assertThat(answer.json().toString())
        .isEqualTo(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                + "\"message\":\"Unauthorized\",\"reason\":\"Unauthorized\",\"code\":401}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic YTpi", "Bearer ", "Bearer"})
  void otherSchemesAndEmptyTokensAreAnonymous(String authorization) throws Exception {
    assertThat(server.call("GET", "/api", "Authorization", authorization).code()).isEqualTo(403);
  }

  @Test
  void anAdministratorMayDoAll() throws Exception {
    assertThat(server.get("/api").code()).isEqualTo(200);
    assertThat(server.get("/nope").code()).isEqualTo(404);
  }

  @Test
  void aNodeMayWriteOnlyItself() throws Exception {
    String token = "Bearer " + server.token("kubeconfigs/node-n1");
    Answer other = server.call("PATCH", "/api/v1/nodes/other/status", "Authorization", token);
    assertThat(other.code()).isEqualTo(403);
    Answer lease =
        server.call(
            "DELETE",
            "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/n1",
            "Authorization",
            token);
    assertThat(lease.code()).isEqualTo(403);
    assertThat(server.call("GET", "/apis", "Authorization", token).code()).isEqualTo(200);
  }

  @Test
  void theSchedulerReadsNoSecrets() throws Exception {
    String token = "Bearer " + server.token("kubeconfigs/scheduler");
    Answer answer = server.call("GET", "/api/v1/secrets", "Authorization", token);
    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.json().path("message").asString()).contains("system:kube-scheduler");
  }

  @Test
  void onlyThoseWhoMayImpersonateAreHeard() throws Exception {
    Answer jane = server.get("/api/v1/secrets", "Impersonate-User", "jane");
    assertThat(jane.code()).isEqualTo(403);
    assertThat(jane.json().path("message").asString()).contains("User \"jane\" cannot list");
    String token = "Bearer " + server.token("kubeconfigs/controller-manager");
    Answer stolen = server.call("GET", "/api", "Authorization", token, "Impersonate-User", "admin");
    assertThat(stolen.json().path("message").asString())
        .isEqualTo(
            "users \"admin\" is forbidden: User \"system:kube-controller-manager\" cannot"
                + " impersonate resource \"users\" in API group \"\" at the cluster scope");
    Answer group = server.get("/api", "Impersonate-Group", "devs");
    assertThat(group.code()).isEqualTo(500);
    assertThat(group.text())
        .isEqualTo(
            "Internal Server Error: \"/api\": requested [{Group  devs    }] without impersonating a"
                + " user\n");
  }

  @Test
  void aClientCertificateOfTheAuthorityNamesItsUser() throws Exception {
    KeyAndCertificate pair = server.bean(Pki.class).agentClient();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "client",
        pair.key(),
        new char[0],
        new java.security.cert.Certificate[] {pair.certificate()});
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, new char[0]);
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(server.trusting(factory.getKeyManagers())).build()) {
      Answer answer = server.call(client, "GET", "/api/v1/secrets");
      assertThat(answer.json().path("message").asString())
          .contains("User \"kube-apiserver-kubelet-client\" cannot list");
      assertThat(server.call(client, "GET", "/apis").code()).isEqualTo(200);
    }
  }

  @Test
  void aBrowserNamesItsTokenAmongTheSubprotocols() throws Exception {
    String right = socketToken(server.token("kubeconfig"));
    assertThat(handshake("v4.channel.k8s.io", right)).isNotIn(401, 403);
    assertThat(handshake("v4.channel.k8s.io", socketToken("wrong"))).isEqualTo(401);
    assertThat(handshake("v4.channel.k8s.io", right, socketToken("other"))).isEqualTo(401);
    assertThat(handshake(right)).isEqualTo(401);
    assertThat(handshake("v4.channel.k8s.io")).isEqualTo(403);
  }

  private static String socketToken(String token) {
    return "base64url.bearer.authorization.k8s.io."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(token.getBytes(StandardCharsets.UTF_8));
  }

  /** The status of the answer to a handshake, which nothing behind the filters takes up here. */
  private int handshake(String protocol, String... more) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(server.trusting(null)).build()) {
      client
          .newWebSocketBuilder()
          .subprotocols(protocol, more)
          .buildAsync(
              URI.create("wss://127.0.0.1:" + server.port() + "/api/v1/pods?watch=true"),
              new WebSocket.Listener() {})
          .get(20, TimeUnit.SECONDS);
      return 101;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(WebSocketHandshakeException.class);
      return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
    }
  }
}
