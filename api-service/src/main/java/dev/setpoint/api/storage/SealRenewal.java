package dev.setpoint.api.storage;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes Secrets again that are stored in the clear or under a former key, after each start. Their
 * former states leave the history as it is dropped.
 */
@Component
class SealRenewal implements ApplicationRunner {

  private static final Logger log = LoggerFactory.getLogger(SealRenewal.class);
  private static final ResourceType SECRETS = new ResourceType("", "v1", "secrets", "Secret", true);
  private static final String OTHERS =
      """
      select namespace, name from resource
      where type = ? and not starts_with(coalesce(body ->> 'sealed', ''), ?)
      """;

  private final Seals seals;
  private final ObjectStore store;
  private final JdbcTemplate jdbc;

  SealRenewal(Seals seals, ObjectStore store, JdbcTemplate jdbc) {
    this.seals = seals;
    this.store = store;
    this.jdbc = jdbc;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    BodySeal seal = seals.seal();
    if (seal != null && !seal.currentPrefix().isEmpty()) {
      Thread.ofVirtual().name("seal-renewal").start(() -> renew(seal.currentPrefix()));
    }
  }

  void renew(String prefix) {
    try {
      List<ObjectKey> keys =
          jdbc.query(
              OTHERS,
              (row, i) -> new ObjectKey(row.getString(1), row.getString(2)),
              SECRETS.qualifiedName(),
              prefix);
      keys.forEach(this::rewrite);
      if (!keys.isEmpty()) {
        log.info("Sealed {} Secrets with the current key", keys.size());
      }
    } catch (RuntimeException e) {
      log.error("Secrets could not all be sealed with the current key", e);
    }
  }

  /** A writer who comes in between has sealed it too. */
  private void rewrite(ObjectKey key) {
    try {
      Optional<StoredObject> found = store.get(SECRETS, key);
      found.ifPresent(
          object -> store.write(new Write.Update(SECRETS, key, object.revision(), object.tree())));
    } catch (ApiException e) {
      log.error("Secret {} could not be sealed again: {}", key, e.message());
    }
  }
}
