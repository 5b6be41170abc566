package dev.setpoint.api.watch;

import static dev.setpoint.api.storage.Objects.CONFIG_MAPS;
import static dev.setpoint.api.storage.Objects.PODS;
import static dev.setpoint.api.storage.Objects.create;
import static dev.setpoint.api.storage.Objects.delete;
import static dev.setpoint.api.storage.Objects.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.TestServers;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.testing.Await;
import dev.setpoint.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;

/** From a committed write through Kafka to watchers, with two replicas. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangePathIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private String database;
  private EmbeddedKafka kafka;
  private TestReplica one;
  private TestReplica two;

  @BeforeAll
  void start() {
    database = TestServers.newDatabase();
    kafka = TestServers.startKafka(TestServers.temporary("kafka"), 0);
    one = replica(Map.of());
    two = replica(Map.of());
    Await.until(SOON, "both are ready", () -> one.ready() && two.ready());
  }

  @AfterAll
  void stop() {
    two.close();
    one.close();
    kafka.close();
  }

  private TestReplica replica(Map<String, Object> properties) {
    return new TestReplica(database, kafka.bootstrapServers(), properties);
  }

  @Test
  void aWatcherSeesTheLifeOfAnObject() throws Exception {
    long before = one.store().revision();
    try (Watcher here = one.watch(PODS, before);
        Watcher there = two.watch(PODS, before)) {
      StoredObject created = one.write(create(PODS, "life"));
      StoredObject updated = two.write(update(PODS, created, "1"));
      StoredObject deleted = one.write(delete(PODS, updated));
      for (Watcher watcher : List.of(here, there)) {
        assertThat(names(take(watcher, 3)))
            .containsExactly(
                "ADDED life " + created.revision(),
                "MODIFIED life " + updated.revision(),
                "DELETED life " + deleted.revision());
      }
    }
  }

  @Test
  void concurrentWritersOnTwoReplicasReachBothInRevisionOrder() throws Exception {
    int perType = 600;
    long before = one.store().revision();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        Watcher podsHere = one.watch(PODS, before);
        Watcher podsThere = two.watch(PODS, before);
        Watcher mapsHere = one.watch(CONFIG_MAPS, before);
        Watcher mapsThere = two.watch(CONFIG_MAPS, before)) {
      List<Future<StoredObject>> writes = new ArrayList<>();
      for (int i = 0; i < perType * 2; i++) {
        TestReplica mine = i % 4 < 2 ? one : two;
        ResourceType type = i % 2 == 0 ? PODS : CONFIG_MAPS;
        String name = "many-" + i;
        writes.add(executor.submit(() -> mine.write(create(type, name))));
      }
      List<Long> pods = new ArrayList<>();
      List<Long> maps = new ArrayList<>();
      for (int i = 0; i < writes.size(); i++) {
        (i % 2 == 0 ? pods : maps).add(writes.get(i).get().revision());
      }
      pods.sort(null);
      maps.sort(null);
      assertThat(revisions(take(podsHere, perType))).isEqualTo(pods);
      assertThat(revisions(take(podsThere, perType))).isEqualTo(pods);
      assertThat(revisions(take(mapsHere, perType))).isEqualTo(maps);
      assertThat(revisions(take(mapsThere, perType))).isEqualTo(maps);
    }
  }

  @Test
  void selectorsTurnChangesIntoComingAndGoing() throws Exception {
    WatchQuery query =
        new WatchQuery(
            PODS,
            "ns",
            null,
            tree -> tree.at("/metadata/labels/l").asString().equals("in"),
            one.store().revision(),
            false);
    try (Watcher watcher = one.hub().open(query)) {
      StoredObject out = one.write(create(PODS, "select"));
      StoredObject in = one.write(update(PODS, out, "in"));
      StoredObject gone = one.write(update(PODS, in, "out"));
      List<WatchEvent> seen = take(watcher, 2);
      assertThat(names(seen))
          .containsExactly("ADDED select " + in.revision(), "DELETED select " + gone.revision());
      assertThat(seen.get(1).object().tree().at("/metadata/labels/l").asString()).isEqualTo("in");
      assertThat(seen.get(1).object().tree().at("/metadata/resourceVersion").asString())
          .isEqualTo(String.valueOf(gone.revision()));
    }
  }

  @Test
  void aWatcherResumesAfterARestart() throws Exception {
    long before = one.store().revision();
    StoredObject created = one.write(create(PODS, "resumed"));
    StoredObject updated = one.write(update(PODS, created, "1"));
    try (TestReplica restarted = replica(Map.of())) {
      Await.until(SOON, "it is ready", restarted::ready);
      try (Watcher watcher = restarted.watch(PODS, before)) {
        assertThat(names(take(watcher, 2)))
            .containsExactly(
                "ADDED resumed " + created.revision(), "MODIFIED resumed " + updated.revision());
      }
      try (Watcher watcher =
          restarted
              .hub()
              .open(new WatchQuery(PODS, "ns", "resumed", null, created.revision(), false))) {
        assertThat(names(take(watcher, 1)))
            .containsExactly("MODIFIED resumed " + updated.revision());
      }
    }
  }

  @Test
  void aFreshWatcherFirstGetsTheStateThenABookmark() throws Exception {
    StoredObject created = one.write(create(CONFIG_MAPS, "fresh"));
    WatchQuery query = new WatchQuery(CONFIG_MAPS, "ns", "fresh", null, -1, true);
    try (Watcher watcher = two.hub().open(query)) {
      List<WatchEvent> seen = take(watcher, 2);
      assertThat(seen.get(0).type()).isEqualTo(WatchEvent.Type.ADDED);
      assertThat(seen.get(1).type()).isEqualTo(WatchEvent.Type.BOOKMARK);
      assertThat(seen.get(1).object().revision()).isGreaterThanOrEqualTo(created.revision());
    }
  }

  @Test
  void anIdleTypesRevisionAdvancesWithTheOthers() {
    one.write(create(CONFIG_MAPS, "quiet"));
    StoredObject other = one.write(create(PODS, "busy"));
    Await.until(
        SOON,
        "progress arrives",
        () -> two.hub().snapshot(CONFIG_MAPS).revision() >= other.revision());
  }

  @Test
  void aSlowWatcherIsCutOff() throws Exception {
    try (TestReplica small = replica(Map.of("setpoint.watch.queue", 5))) {
      Await.until(SOON, "it is ready", small::ready);
      try (Watcher slow = small.watch(PODS, small.store().revision());
          Watcher other = small.watch(PODS, Long.MAX_VALUE)) {
        for (int i = 0; i < 7; i++) {
          one.write(create(PODS, "flood-" + i));
        }
        long last = one.store().revision();
        Await.until(SOON, "all arrived", () -> small.hub().snapshot(PODS).revision() >= last);
        assertThat(take(slow, 5)).hasSize(5);
        assertThatThrownBy(() -> slow.next(Duration.ofSeconds(1)))
            .isInstanceOf(Watcher.WatchClosed.class);
        assertThat(other.next(Duration.ZERO)).isNull();
      }
    }
  }

  @Test
  void anOldRevisionIsTooOld() {
    try (TestReplica forgetful =
        replica(Map.of("setpoint.watch.min-events", 2, "setpoint.watch.keep-fresh", "0s"))) {
      Await.until(SOON, "it is ready", forgetful::ready);
      long before = one.store().revision();
      for (int i = 0; i < 5; i++) {
        one.write(create(PODS, "old-" + i));
      }
      long last = one.store().revision();
      Await.until(SOON, "all arrived", () -> forgetful.hub().snapshot(PODS).revision() >= last);
      assertThatThrownBy(() -> forgetful.watch(PODS, before))
          .isInstanceOfSatisfying(
              ApiException.class,
              e -> {
                assertThat(e.code()).isEqualTo(410);
                assertThat(e.message()).startsWith("too old resource version: " + before + " (");
              });
    }
  }

  @Test
  void whatAKilledRelayDidNotRecordIsPublishedAgainAndDropped() throws Exception {
    long before = one.store().revision();
    try (Watcher watcher = two.watch(PODS, before)) {
      StoredObject first = one.write(create(PODS, "again-1"));
      assertThat(names(take(watcher, 1))).containsExactly("ADDED again-1 " + first.revision());
      // As if the cursor had not been stored before the kill: the next relay starts from there.
      Await.until(
          SOON,
          "the cursor is stored",
          () ->
              one.bean(dev.setpoint.api.storage.ChangeLog.class).relayCursor() >= first.revision());
      JdbcTemplate jdbc = one.bean(JdbcTemplate.class);
      jdbc.update("update relay_cursor set revision = ?", before);
      jdbc.queryForList(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where application_name = 'setpoint-relay' and datname = current_database()");
      StoredObject second = two.write(create(PODS, "again-2"));
      assertThat(names(take(watcher, 1))).containsExactly("ADDED again-2 " + second.revision());
      Await.until(
          SOON,
          "a relay stores its cursor again",
          () ->
              jdbc.queryForObject("select revision from relay_cursor", Long.class)
                  >= second.revision());
      assertThat(watcher.next(Duration.ofMillis(300))).isNull();
    }
  }

  @Test
  void aStoppedBrokerDelaysWatchersButNotWriters() throws Exception {
    Path dir = TestServers.temporary("kafka-stopped");
    EmbeddedKafka broker = TestServers.startKafka(dir, 0);
    int port = broker.port();
    String own = TestServers.newDatabase();
    try (TestReplica replica =
        new TestReplica(own, broker.bootstrapServers(), Map.of("setpoint.publish.memory", "4KB"))) {
      Await.until(SOON, "it is ready", replica::ready);
      try (Watcher watcher = replica.watch(PODS, replica.store().revision())) {
        List<Long> written = new ArrayList<>();
        written.add(replica.write(create(PODS, "up")).revision());
        assertThat(revisions(take(watcher, 1))).isEqualTo(written);
        broker.close();
        for (int i = 0; i < 50; i++) {
          written.add(replica.write(create(PODS, "down-" + i)).revision());
        }
        assertThat(watcher.next(Duration.ofMillis(200))).isNull();
        broker = TestServers.startKafka(dir, port);
        written.add(replica.write(create(PODS, "up-again")).revision());
        assertThat(revisions(take(watcher, 51))).isEqualTo(written.subList(1, 52));
      }
    } finally {
      broker.close();
    }
  }

  @Test
  void comesUpWithoutABrokerAndRecovers() throws Exception {
    Path dir = TestServers.temporary("kafka-late");
    EmbeddedKafka broker = TestServers.startKafka(dir, 0);
    int port = broker.port();
    broker.close();
    try (TestReplica replica =
        new TestReplica(TestServers.newDatabase(), "127.0.0.1:" + port, Map.of())) {
      StoredObject created = replica.write(create(PODS, "early"));
      assertThat(replica.ready()).isFalse();
      try (EmbeddedKafka late = TestServers.startKafka(dir, port)) {
        Await.until(SOON, "it is ready", replica::ready);
        try (Watcher watcher = replica.watch(PODS, 0)) {
          assertThat(revisions(take(watcher, 1))).containsExactly(created.revision());
          StoredObject more = replica.write(create(PODS, "more"));
          assertThat(revisions(take(watcher, 1))).containsExactly(more.revision());
        }
      }
    }
  }

  @Test
  void aKindAddedAtRunTimeIsWatchedToo() throws Exception {
    ResourceType added = new ResourceType("example.com", "v1", "things", "Thing", true);
    try (Watcher watcher = one.watch(added, 0)) {
      StoredObject created = one.write(create(added, "thing"));
      assertThat(revisions(take(watcher, 1))).containsExactly(created.revision());
    }
  }

  private static List<WatchEvent> take(Watcher watcher, int count) throws Exception {
    List<WatchEvent> events = new ArrayList<>();
    long deadline = System.nanoTime() + SOON.toNanos();
    while (events.size() < count && System.nanoTime() < deadline) {
      WatchEvent event = watcher.next(Duration.ofSeconds(1));
      if (event != null) {
        events.add(event);
      }
    }
    return events;
  }

  private static List<Long> revisions(List<WatchEvent> events) {
    return events.stream().map(event -> event.object().revision()).toList();
  }

  private static List<String> names(List<WatchEvent> events) {
    return events.stream()
        .map(
            event ->
                event.type() + " " + event.object().key().name() + " " + event.object().revision())
        .toList();
  }
}
