package dev.setpoint.api.storage;

import static dev.setpoint.api.storage.Objects.CONFIG_MAPS;
import static dev.setpoint.api.storage.Objects.PODS;
import static dev.setpoint.api.storage.Objects.create;
import static dev.setpoint.api.storage.Objects.delete;
import static dev.setpoint.api.storage.Objects.done;
import static dev.setpoint.api.storage.Objects.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresStoreIT {

  private ConfigurableApplicationContext replica;
  private ConfigurableApplicationContext other;
  private ObjectStore store;
  private JdbcTemplate jdbc;

  @BeforeAll
  void start() {
    Map<String, Object> properties =
        Map.of("spring.datasource.url", TestServers.newDatabase(), "setpoint.store.list-rows", 7);
    replica = TestServers.replica(TestServers.StoreOnly.class, properties);
    other = TestServers.replica(TestServers.StoreOnly.class, properties);
    store = replica.getBean(ObjectStore.class);
    jdbc = replica.getBean(JdbcTemplate.class);
  }

  @AfterAll
  void stop() {
    replica.close();
    other.close();
  }

  @Test
  void storesUpdatesAndDeletes() {
    StoredObject created = done(store.write(create(PODS, "life")));
    assertThat(created.tree().at("/metadata/resourceVersion").asString())
        .isEqualTo(String.valueOf(created.revision()));
    assertThat(store.get(PODS, created.key()).orElseThrow().tree()).isEqualTo(created.tree());

    StoredObject updated = done(store.write(update(PODS, created, "1")));
    assertThat(updated.revision()).isGreaterThan(created.revision());
    assertThat(store.write(update(PODS, created, "2"))).isEqualTo(new WriteResult.Stale());
    assertThat(store.write(create(PODS, "life"))).isEqualTo(new WriteResult.Exists());

    StoredObject deleted = done(store.write(delete(PODS, updated)));
    assertThat(store.get(PODS, created.key())).isEmpty();
    assertThat(store.write(delete(PODS, deleted))).isEqualTo(new WriteResult.Missing());
    assertThat(store.revision()).isGreaterThanOrEqualTo(deleted.revision());
  }

  @Test
  void ofRacingWritersOneWins() throws Exception {
    StoredObject created = done(store.write(create(PODS, "race")));
    ObjectStore otherStore = other.getBean(ObjectStore.class);
    List<Callable<WriteResult>> writers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      ObjectStore mine = i % 2 == 0 ? store : otherStore;
      String label = "w" + i;
      writers.add(() -> mine.write(update(PODS, created, label)));
    }
    List<WriteResult> results = all(writers);
    assertThat(results).filteredOn(WriteResult.Done.class::isInstance).hasSize(1);
    assertThat(results).filteredOn(WriteResult.Stale.class::isInstance).hasSize(31);
  }

  @Test
  void commitOrderIsRevisionOrderOverReplicas() throws Exception {
    ObjectStore otherStore = other.getBean(ObjectStore.class);
    long before = store.revision();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> reader =
          executor.submit(
              () -> {
                // Whoever sees a revision sees all before it.
                long seen = before;
                while (seen < before + 800) {
                  List<Long> next =
                      jdbc.queryForList(
                          "select revision from resource_change where revision > ? order by 1",
                          Long.class,
                          seen);
                  for (long revision : next) {
                    if (revision != seen + 1) {
                      return false;
                    }
                    seen = revision;
                  }
                }
                return true;
              });
      List<Future<WriteResult>> writes = new ArrayList<>();
      for (int i = 0; i < 800; i++) {
        ObjectStore mine = i % 2 == 0 ? store : otherStore;
        String name = "order-" + i;
        writes.add(executor.submit(() -> mine.write(create(CONFIG_MAPS, name))));
      }
      for (Future<WriteResult> write : writes) {
        done(write.get());
      }
      assertThat(reader.get()).isTrue();
    }
  }

  @Test
  void aValueThatJsonbRefusesFailsAlone() throws Exception {
    List<Callable<WriteResult>> writers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Write.Create write = create(PODS, "bad-" + i);
      if (i == 7) {
        write.object().put("data", "a\0b");
      }
      if (i == 9) {
        write.object().put("data", new java.math.BigDecimal("1e900000"));
      }
      writers.add(() -> store.write(write));
    }
    int failed = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<WriteResult> future : executor.invokeAll(writers)) {
        try {
          done(future.get());
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(((ApiException) e.getCause()).code()).isEqualTo(400);
          failed++;
        }
      }
    }
    assertThat(failed).isEqualTo(2);
  }

  @Test
  void severalWritesToOneKeyInOneBatch() {
    GroupCommitBatch batch = new GroupCommitBatch(jdbc);
    Write.Create create = create(PODS, "same");
    List<WriteResult> first = batch.run(replica, List.of(create, create(PODS, "same")));
    assertThat(first.get(1)).isEqualTo(new WriteResult.Exists());
    StoredObject created = done(first.get(0));
    long next = store.revision() + 1;
    Write.Update second =
        new Write.Update(PODS, created.key(), next, update(PODS, created, "second").object());
    Write.Delete third = new Write.Delete(PODS, created.key(), next + 1, created.tree());
    List<WriteResult> results =
        batch.run(
            replica, List.of(update(PODS, created, "first"), second, third, create(PODS, "same")));
    assertThat(results).allMatch(WriteResult.Done.class::isInstance);
    assertThat(store.get(PODS, created.key()).orElseThrow().revision()).isEqualTo(next + 3);
    assertThat(
            jdbc.queryForList(
                "select op || coalesce(old_body #>> '{metadata,labels,l}', '-')"
                    + " from resource_change where revision >= ? order by revision",
                String.class,
                next))
        .containsExactly("MODIFIED0", "MODIFIEDfirst", "DELETEDsecond", "ADDED-");
  }

  @Test
  void listsThePastExactly() {
    StoredObject a = done(store.write(create(CONFIG_MAPS, "past-a")));
    StoredObject b = done(store.write(create(CONFIG_MAPS, "past-b")));
    StoredObject c = done(store.write(create(CONFIG_MAPS, "past-c")));
    long then = store.revision();
    List<StoredObject> before = list(CONFIG_MAPS, 0, name -> name.startsWith("past-"));
    StoredObject a2 = done(store.write(update(CONFIG_MAPS, a, "later")));
    done(store.write(update(CONFIG_MAPS, a2, "latest")));
    done(store.write(delete(CONFIG_MAPS, b)));
    done(store.write(create(CONFIG_MAPS, "past-b")));
    done(store.write(delete(CONFIG_MAPS, c)));
    done(store.write(create(CONFIG_MAPS, "past-d")));
    List<StoredObject> after = list(CONFIG_MAPS, then, name -> name.startsWith("past-"));
    assertThat(after).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(after.get(i).tree()).isEqualTo(before.get(i).tree());
      assertThat(after.get(i).uid()).isEqualTo(before.get(i).uid());
      assertThat(after.get(i).revision()).isEqualTo(before.get(i).revision());
    }
  }

  @Test
  void pagesAtOneRevisionWhileOthersWrite() {
    for (int i = 0; i < 40; i++) {
      done(store.write(create(PODS, "page-%02d".formatted(i))));
    }
    ListQuery firstPage = new ListQuery(PODS, "ns", 0, new ObjectKey("ns", "page-"), 15, null);
    List<StoredObject> seen = new ArrayList<>();
    long revision;
    try (ObjectCursor cursor = store.list(firstPage)) {
      cursor.forEachRemaining(seen::add);
      revision = cursor.revision();
      assertThat(cursor.hasMore()).isTrue();
      assertThat(cursor.remaining()).isGreaterThanOrEqualTo(25);
    }
    assertThat(seen).hasSize(15);
    done(store.write(create(PODS, "page-20-new")));
    done(store.write(delete(PODS, store.get(PODS, new ObjectKey("ns", "page-30")).orElseThrow())));
    ListQuery rest =
        new ListQuery(
            PODS,
            "ns",
            revision,
            seen.getLast().key(),
            0,
            tree -> tree.at("/metadata/name").asString().startsWith("page-"));
    try (ObjectCursor cursor = store.list(rest)) {
      cursor.forEachRemaining(seen::add);
      assertThat(cursor.hasMore()).isFalse();
      assertThat(cursor.remaining()).isEqualTo(-1);
    }
    assertThat(seen)
        .extracting(o -> o.key().name())
        .hasSize(40)
        .isSorted()
        .contains("page-30")
        .doesNotContain("page-20-new");
  }

  @Test
  void theViewsCanBeRead() {
    done(store.write(create(PODS, "viewed")));
    List<String> views =
        jdbc.queryForList(
            "select viewname from pg_views where schemaname = 'public'", String.class);
    assertThat(views).hasSize(10);
    views.forEach(view -> jdbc.queryForList("select * from " + view));
    assertThat(jdbc.queryForList("select name from pods", String.class)).contains("viewed");
  }

  private List<StoredObject> list(
      dev.setpoint.common.resource.ResourceType type,
      long revision,
      java.util.function.Predicate<String> name) {
    List<StoredObject> objects = new ArrayList<>();
    try (ObjectCursor cursor = store.list(new ListQuery(type, "ns", revision, null, 0, null))) {
      cursor.forEachRemaining(objects::add);
    }
    objects.removeIf(o -> !name.test(o.key().name()));
    return objects;
  }

  @Test
  void doesNotGuessTheFuture() {
    assertThatThrownBy(() -> list(PODS, store.revision() + 1_000_000, name -> true))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(504));
  }

  @Test
  void tellsThatAnOldRevisionIsGone() {
    assertThatThrownBy(() -> list(PODS, -1, name -> true))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(410));
  }

  private static List<WriteResult> all(List<Callable<WriteResult>> writers) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<WriteResult> results = new ArrayList<>();
      for (Future<WriteResult> future : executor.invokeAll(writers)) {
        results.add(future.get());
      }
      return results;
    }
  }
}
