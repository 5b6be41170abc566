package dev.setpoint.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.rest.RestServer.Stream;
import dev.setpoint.common.testing.Await;
import java.time.Duration;
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
