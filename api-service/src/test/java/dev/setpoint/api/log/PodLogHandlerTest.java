package dev.setpoint.api.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.setpoint.api.agent.AgentClients;
import dev.setpoint.api.pki.Pki;
import dev.setpoint.api.pki.PkiFixture;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.Query;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.api.storage.ListQuery;
import dev.setpoint.api.storage.ObjectCursor;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.Write;
import dev.setpoint.api.storage.WriteResult;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.node.ObjectNode;

class PodLogHandlerTest {

  private static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);

  private final Map<String, String> objects = new HashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private Pki pki;
  private HttpsServer agent;
  private String pin;
  private PodLogHandler handler;
  private AgentClients clients;

  @BeforeEach
  void start(@TempDir Path state) throws Exception {
    pki = PkiFixture.in(state);
    PkiFixture.ServerTls tls = PkiFixture.agentServer(pki);
    pin =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(tls.certificate().getEncoded()));
    agent = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    agent.setHttpsConfigurator(
        new HttpsConfigurator(tls.context()) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    agent.createContext(
        "/",
        exchange -> {
          String client = ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName();
          asked.add(client + " " + exchange.getRequestURI());
          String path = exchange.getRequestURI().getPath();
          int code = path.endsWith("/moved") ? 302 : path.endsWith("/waiting") ? 400 : 200;
          exchange.getResponseHeaders().add("Location", "https://127.0.0.1:1/");
          byte[] body =
              (code == 200 ? "one\ntwo\n" : "is waiting").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(code, 0);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    agent.start();
    clients = new AgentClients(pki);
    handler = new PodLogHandler(new OnlyReads(), clients);
    objects.put("nodes/n", node(pin));
    objects.put("pods/ns/p", pod("p", "n", "a"));
  }

  @AfterEach
  void stop() {
    clients.destroy();
    agent.stop(0);
  }

  @Test
  void theAgentIsAskedForTheOnlyContainerByTheApiServersCertificate() throws Exception {
    MockHttpServletResponse response =
        call("p", "follow=true&tailLines=5&timestamps=1&sinceTime=2026-01-01T00%3A00%3A00Z");
    assertThat(response.getContentAsString()).isEqualTo("one\ntwo\n");
    assertThat(response.getContentType()).isEqualTo("text/plain");
    assertThat(asked)
        .containsExactly(
            "CN=kube-apiserver-kubelet-client"
                + " /containerLogs/ns/p/a?follow=true&timestamps=true&tailLines=5"
                + "&sinceTime=2026-01-01T00%3A00%3A00Z");
  }

  @Test
  void anotherCertificateThanTheNodesIsNotTrusted() {
    objects.put("nodes/n", node("00".repeat(32)));
    assertThatThrownBy(() -> call("p", ""))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(500))
        .hasMessageContaining("another certificate");
    assertThat(asked).isEmpty();
  }

  @Test
  void aNodeWithoutAPinIsNotCalled() {
    objects.put("nodes/n", node(""));
    assertThatThrownBy(() -> call("p", "")).hasMessageContaining("serving certificate");
    assertThat(asked).isEmpty();
  }

  @Test
  void aPodWithoutANodeHasNoLogYet() throws Exception {
    objects.put("pods/ns/p", pod("p", "", "a"));
    MockHttpServletResponse response = call("p", "");
    assertThat(response.getStatus()).isEqualTo(204);
    assertThat(response.getContentType()).isNull();
  }

  @Test
  void oneOfSeveralContainersMustBeNamed() {
    objects.put("pods/ns/p", pod("p", "n", "a", "b"));
    assertThatThrownBy(() -> call("p", ""))
        .hasMessage("a container name must be specified for pod p, choose one of: [a b]");
    assertThatThrownBy(() -> call("p", "container=../../pods"))
        .hasMessage("container ../../pods is not valid for pod p");
  }

  @Test
  void namesThatWouldChangeThePathGoNoFurther() {
    objects.put("pods/ns/p", pod("p", "n", "../x"));
    assertThatThrownBy(() -> call("p", "")).hasMessage("not a name: ../x");
    assertThat(asked).isEmpty();
  }

  @Test
  void refusalsArePassedOnAndRedirectsAreNotFollowed() {
    objects.put("pods/ns/p", pod("p", "n", "waiting"));
    assertThatThrownBy(() -> call("p", ""))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
        .hasMessage("is waiting");
    objects.put("pods/ns/p", pod("p", "n", "moved"));
    assertThatThrownBy(() -> call("p", ""))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(500));
    assertThat(asked).hasSize(2);
  }

  @Test
  void anAgentThatIsGoneIsSaidToBe() {
    agent.stop(0);
    assertThatThrownBy(() -> call("p", ""))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(500))
        .hasMessageContaining("/containerLogs/ns/p/a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tailLines=-1|PodLogOptions \"p\" is invalid: tailLines: Invalid value: -1: must be greater"
            + " than or equal to 0",
        "limitBytes=0|PodLogOptions \"p\" is invalid: limitBytes: Invalid value: 0: must be greater"
            + " than 0",
        "sinceSeconds=0|PodLogOptions \"p\" is invalid: sinceSeconds: Invalid value: 0: must be"
            + " greater than 0",
        "tailLines=x|strconv.ParseInt: parsing \"x\": invalid syntax"
      })
  void wrongOptionsAreRefusedInKubernetesWords(String query, String message) {
    assertThatThrownBy(() -> call("p", query)).hasMessage(message);
  }

  private MockHttpServletResponse call(String pod, String query) throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    String path = "/api/v1/namespaces/ns/pods/" + pod + "/log";
    handler.handle(
        new Exchange(
            new MockHttpServletRequest("GET", path),
            response,
            RequestInfo.parse("GET", path, query),
            Query.parse(query),
            new Pods()));
    return response;
  }

  private String node(String certificate) {
    return """
    {"metadata":{"name":"n","annotations":{"node.setpoint.dev/serving-cert-sha256":"%s"}},
     "status":{"addresses":[{"type":"Hostname","address":"n"},{"type":"InternalIP","address":"127.0.0.1"}],
               "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}\
    """
        .formatted(certificate, agent.getAddress().getPort());
  }

  private static String pod(String name, String node, String... containers) {
    String list = String.join("\"},{\"name\":\"", containers);
    return """
    {"metadata":{"name":"%s","namespace":"ns"},
     "spec":{"nodeName":"%s","containers":[{"name":"%s"}]}}\
    """
        .formatted(name, node, list);
  }

  private final class OnlyReads implements ObjectStore {
    @Override
    public Optional<StoredObject> get(ResourceType type, ObjectKey key) {
      String json = objects.get(type.plural() + "/" + key);
      return Optional.ofNullable(json)
          .map(j -> new StoredObject(key, "u", 1, j.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public WriteResult write(Write write) {
      throw new AssertionError("a log is only read");
    }

    @Override
    public ObjectCursor list(ListQuery query) {
      throw new AssertionError("a log needs no list");
    }

    @Override
    public long revision() {
      return 1;
    }

    @Override
    public long oldestRevision() {
      return 1;
    }
  }

  private static final class Pods implements ResourceStrategy {
    @Override
    public ResourceType type() {
      return PODS;
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {}

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
  }
}
