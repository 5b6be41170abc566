package dev.setpoint.api.storage;

import static dev.setpoint.api.storage.Objects.PODS;
import static dev.setpoint.api.storage.Objects.create;
import static dev.setpoint.api.storage.Objects.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.testing.Await;
import dev.setpoint.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** The store while its database is away, and history that is dropped. */
class OutageIT {

  @Test
  void answersHonestlyWithoutItsDatabaseAndRecovers() throws Exception {
    Path dir = TestServers.temporary("postgres-outage");
    EmbeddedPostgres postgres = TestServers.startPostgres(dir);
    int port = postgres.port();
    try (ConfigurableApplicationContext replica =
        TestServers.replica(
            TestServers.StoreOnly.class,
            Map.of(
                "spring.datasource.url", postgres.jdbcUrl(),
                "spring.datasource.password", postgres.password(),
                "spring.datasource.hikari.connection-timeout", 500))) {
      ObjectStore store = replica.getBean(ObjectStore.class);
      StoredObject before = done(store.write(create(PODS, "before")));
      postgres.close();
      assertThatThrownBy(() -> store.write(create(PODS, "during")))
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(503));
      assertThatThrownBy(() -> store.get(PODS, before.key()))
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(503));
      postgres =
          EmbeddedPostgres.start(dir, port, Path.of("target", "postgres-dist").toAbsolutePath());
      StoredObject after =
          Await.until(Duration.ofSeconds(30), () -> done(store.write(create(PODS, "after"))));
      assertThat(store.get(PODS, before.key())).isPresent();
      assertThat(store.get(PODS, new ObjectKey("ns", "during"))).isEmpty();
      assertThat(after.revision()).isEqualTo(before.revision() + 1);
    } finally {
      postgres.close();
    }
  }

  @Test
  void dropsWholePartitionsOfOldPublishedHistory() {
    try (ConfigurableApplicationContext replica =
        TestServers.replica(
            TestServers.StoreOnly.class,
            Map.of(
                "spring.datasource.url",
                TestServers.newDatabase(),
                "setpoint.history.min-partition",
                50,
                "setpoint.history.max-partition",
                50,
                "setpoint.history.max-age",
                "0s",
                "setpoint.history.check-every",
                "1h"))) {
      ObjectStore store = replica.getBean(ObjectStore.class);
      JdbcTemplate jdbc = replica.getBean(JdbcTemplate.class);
      HistoryPartitions partitions = replica.getBean(HistoryPartitions.class);
      // As if the first partition were full.
      jdbc.update("update revision set value = 19999");
      jdbc.update("update relay_cursor set revision = 19999");
      for (int i = 0; i < 120; i++) {
        done(store.write(create(PODS, "p" + i)));
      }
      assertThat(store.oldestRevision()).isEqualTo(1);
      partitions.dropOld();
      assertThat(store.oldestRevision()).describedAs("unpublished changes are kept").isEqualTo(1);
      jdbc.update("update relay_cursor set revision = 20100");
      partitions.dropOld();
      assertThat(store.oldestRevision()).isEqualTo(20100);
      assertThat(jdbc.queryForObject("select min(revision) from resource_change", Long.class))
          .isEqualTo(20101);
      ListQuery past = new ListQuery(PODS, null, 20050, null, 0, null);
      assertThatThrownBy(() -> store.list(past))
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(410));
      try (ObjectCursor list = store.list(new ListQuery(PODS, null, 20110, null, 0, null))) {
        assertThat(list).toIterable().hasSize(111);
      }
    }
  }
}
