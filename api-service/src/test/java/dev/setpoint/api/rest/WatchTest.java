package dev.setpoint.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.rest.RestServer.Stream;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.testing.Await;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WatchTest {

  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  private static final Duration SOON = Duration.ofSeconds(20);

  private RestServer server;

  @BeforeEach
  void start() {
    server = new RestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void create(String name, String label) throws Exception {
    server.post(
        MAPS, "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"on\":\"" + label + "\"}}}");
  }

  @Test
  void showsWhatIsThereAndWhatHappens() throws Exception {
    create("a", "yes");
    try (Stream watch = server.stream(MAPS + "?watch=1&labelSelector=on=yes")) {
      assertThat(watch.next().at("/object/metadata/name").asString()).isEqualTo("a");
      create("b", "no");
      create("c", "yes");
      JsonNode added = watch.next();
      assertThat(added.at("/type").asString()).isEqualTo("ADDED");
      assertThat(added.at("/object/metadata/name").asString()).isEqualTo("c");
      assertThat(added.at("/object/kind").asString()).isEqualTo("ConfigMap");
      server.merge(MAPS + "/a", "{\"metadata\":{\"labels\":{\"on\":\"no\"}}}");
      assertThat(watch.next().at("/type").asString()).isEqualTo("DELETED");
    }
  }

  @Test
  void comesOverAWebSocketToo() throws Exception {
    create("a", "yes");
    BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + MAPS + "?watch=1&timeoutSeconds=1");
    try (HttpClient client = HttpClient.newHttpClient()) {
      client
          .newWebSocketBuilder()
          .subprotocols("base64url.bearer.authorization.k8s.io.dA", "base64.binary.k8s.io")
          .buildAsync(uri, new Collector(messages, closed))
          .get(20, TimeUnit.SECONDS);
      JsonNode event = KubeJson.TREES.readTree(messages.poll(20, TimeUnit.SECONDS));
      assertThat(event.at("/type").asString()).isEqualTo("ADDED");
      assertThat(event.at("/object/metadata/name").asString()).isEqualTo("a");
      assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }
  }

  /** Puts whole messages into a queue. */
  private static final class Collector implements WebSocket.Listener {
    private final BlockingQueue<String> messages;
    private final CompletableFuture<Integer> closed;
    private final StringBuilder text = new StringBuilder();

    Collector(BlockingQueue<String> messages, CompletableFuture<Integer> closed) {
      this.messages = messages;
      this.closed = closed;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        messages.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }
  }

  @Test
  void anUpgradeThatIsRefusedIsAStatus() throws Exception {
    URI uri =
        URI.create("ws://127.0.0.1:" + server.port() + MAPS + "?watch=1&fieldSelector=nope%3D1");
    try (HttpClient client = HttpClient.newHttpClient()) {
      Throwable failure =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  uri, new Collector(new LinkedBlockingQueue<>(), new CompletableFuture<>()))
              .handle((socket, thrown) -> thrown)
              .get(20, TimeUnit.SECONDS);
      assertThat(failure).isNotNull();
      assertThat(failure.getCause())
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              refusal -> assertThat(refusal.getResponse().statusCode()).isEqualTo(400));
    }
  }

  @Test
  void longListsAreCompressedForWhoAcceptsIt() throws Exception {
    String value = "x".repeat(100_000);
    for (String name : List.of("one", "two")) {
      server.post(
          MAPS, "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"v\":\"" + value + "\"}}");
    }
    RestServer.Answer list = server.call("GET", MAPS, "", "Accept-Encoding", "deflate, gzip");
    assertThat(list.raw().headers().firstValue("Content-Encoding")).hasValue("gzip");
    byte[] body = new GZIPInputStream(new ByteArrayInputStream(list.raw().body())).readAllBytes();
    assertThat(KubeJson.readObject(body).path("items").size()).isEqualTo(2);
    RestServer.Answer one = server.call("GET", MAPS + "/one", "", "Accept-Encoding", "gzip");
    assertThat(one.raw().headers().firstValue("Content-Encoding")).as("too short").isEmpty();
  }

  @Test
  void endsAtItsTimeout() throws Exception {
    try (Stream watch = server.stream(MAPS + "?watch=1&timeoutSeconds=1")) {
      assertThat(watch.next()).isNull();
    }
  }

  @Test
  void aRevisionThatIsGoneIsAnErrorEvent() throws Exception {
    try (Stream watch = server.stream(MAPS + "?watch=1&resourceVersion=1")) {
      assertThat(watch.code()).isEqualTo(200);
      JsonNode event = watch.next();
      assertThat(event.at("/type").asString()).isEqualTo("ERROR");
      assertThat(event.at("/object/code").asInt()).isEqualTo(410);
      assertThat(event.at("/object/reason").asString()).isEqualTo("Expired");
      assertThat(watch.next()).isNull();
    }
  }

  @Test
  void aRevisionOfTheFutureJustWaits() throws Exception {
    try (Stream watch = server.stream(MAPS + "?watch=1&resourceVersion=999999&timeoutSeconds=1")) {
      assertThat(watch.code()).isEqualTo(200);
      assertThat(watch.next()).isNull();
    }
  }

  @Test
  void initialEventsAreRefusedSoThatClientsList() throws Exception {
    assertThat(
            server
                .get(
                    MAPS
                        + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                        + "&allowWatchBookmarks=true")
                .code())
        .isEqualTo(422);
  }

  @Test
  void tablesNameTheirColumnsOnce() throws Exception {
    create("a", "yes");
    create("b", "yes");
    try (Stream watch =
        server.stream(
            MAPS + "?watch=1", "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")) {
      assertThat(watch.next().at("/object/columnDefinitions").isArray()).isTrue();
      assertThat(watch.next().at("/object/columnDefinitions").isNull()).isTrue();
    }
  }

  @Test
  void aWatchEndsWhenItsClientGoes() throws Exception {
    Stream watch = server.stream(MAPS + "?watch=1");
    Await.until(SOON, "the watch is open", () -> server.store().openWatches() == 1);
    watch.close();
    Await.until(SOON, "the watch is closed", () -> server.store().openWatches() == 0);
  }

  @Test
  void aShutdownDoesNotWaitForWatches() throws Exception {
    try (Stream watch = server.stream(MAPS + "?watch=1")) {
      Await.until(SOON, "the watch is open", () -> server.store().openWatches() == 1);
      long start = System.nanoTime();
      server.stop();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
      assertThat(watch.next()).isNull();
    }
  }
}
