package dev.setpoint.api.storage;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Reads one current state in one round trip: every get and every update begins with this. Plain
 * JDBC, since an entity manager and a transaction around it cost several times as much.
 */
@Component
class ResourceReader {

  private static final String FIND =
      """
      select uid, revision, body::text from resource
      where type = ? and namespace = ? and name = ?""";

  private final JdbcTemplate jdbc;

  ResourceReader(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  Optional<StoredObject> find(ResourceType type, ObjectKey key) {
    List<StoredObject> found =
        jdbc.query(
            FIND,
            (row, number) ->
                new StoredObject(key, row.getString(1), row.getLong(2), row.getBytes(3)),
            type.qualifiedName(),
            key.namespace(),
            key.name());
    return found.stream().findFirst();
  }
}
