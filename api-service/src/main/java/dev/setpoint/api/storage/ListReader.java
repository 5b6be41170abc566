package dev.setpoint.api.storage;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.resource.ObjectKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads lists in chunks, each in a short transaction of its own at the list's one revision, so that
 * a slow client holds neither a connection nor a snapshot. The past is rebuilt from the current
 * rows and the old state in the first change after the revision.
 */
@Component
class ListReader {

  /** How many rows the driver buffers; bodies can be megabytes. */
  private static final int FETCH = 64;

  private static final String NOW =
      """
      select namespace, name, uid, revision, body::text from resource
      where type = ? and (namespace, name) > (?, ?) and namespace between ? and ?
      order by namespace, name
      """;

  private static final String THEN =
      """
      select namespace, name, uid, revision, body::text from (
        select namespace, name, uid, revision, body from resource
        where type = ? and (namespace, name) > (?, ?) and namespace between ? and ?
          and revision <= ?
        union all
        select namespace, name, uid,
          (old_body #>> '{metadata,resourceVersion}')::bigint, old_body
        from (
          select distinct on (namespace, name) namespace, name, uid, op, old_body
          from resource_change
          where type = ? and revision > ? and (namespace, name) > (?, ?)
            and namespace between ? and ?
          order by namespace, name, revision) first_change
        where op <> 'ADDED') listed
      order by namespace, name
      """;

  /** Sorts after every namespace, whose names are ASCII. */
  private static final String LAST = "\uffff";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate snapshot;
  private final RevisionRepository revisions;
  private final StoreProperties properties;
  private final Seals seals;

  ListReader(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactionManager,
      RevisionRepository revisions,
      StoreProperties properties,
      Seals seals) {
    this.seals = seals;
    this.jdbc = jdbc;
    this.snapshot = new TransactionTemplate(transactionManager);
    this.snapshot.setReadOnly(true);
    this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    this.revisions = revisions;
    this.properties = properties;
  }

  /**
   * A run of objects.
   *
   * @param revision at which the list holds
   * @param complete whether nothing follows
   */
  record Chunk(long revision, List<StoredObject> objects, boolean complete) {}

  /**
   * @param revision 0 for the newest
   */
  Chunk read(ListQuery query, long revision, @Nullable ObjectKey after) {
    return inSnapshot(
        revision, (connection, now) -> readChunk(connection, query, revision, now, after));
  }

  /** How many objects follow a key. */
  long count(ListQuery query, long revision, ObjectKey after) {
    return inSnapshot(
        revision,
        (connection, now) -> {
          String sql = "select count(*) from (" + (revision == now ? NOW : THEN) + ") counted";
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, query, after, revision == now ? 0 : revision);
            try (ResultSet rows = statement.executeQuery()) {
              rows.next();
              return rows.getLong(1);
            }
          }
        });
  }

  private interface SnapshotRead<T> {
    T read(Connection connection, long now) throws SQLException;
  }

  private <T> T inSnapshot(long revision, SnapshotRead<T> read) {
    try {
      T result =
          Objects.requireNonNull(
              snapshot.execute(
                  status ->
                      jdbc.execute(
                          (ConnectionCallback<T>)
                              connection -> read.read(connection, now(connection)))));
      // Only now, as partitions vanish at once, even for a snapshot taken before.
      if (revision != 0 && revision < revisions.droppedTo()) {
        throw ApiException.expired(
            "The provided resource version is too old to display a consistent list result.");
      }
      return result;
    } catch (DataAccessException | TransactionException e) {
      throw DatabaseErrors.unreadable(e);
    }
  }

  private static long now(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("select value from revision");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private Chunk readChunk(
      Connection connection, ListQuery query, long revision, long now, @Nullable ObjectKey after)
      throws SQLException {
    if (revision > now) {
      throw new ApiException(
          StatusReason.Timeout.code(),
          StatusReason.Timeout,
          "Timeout: Too large resource version: " + revision + ", current: " + now,
          null);
    }
    boolean current = revision == 0 || revision == now;
    List<StoredObject> objects = new ArrayList<>();
    long bytes = 0;
    int rowsAtOnce =
        query.filter() == null && query.limit() > 0
            ? Math.min(query.limit() + 1, properties.listRows())
            : properties.listRows();
    String sql = (current ? NOW : THEN) + " limit " + (rowsAtOnce + 1);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH);
      bind(statement, query, after, current ? 0 : revision);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (objects.size() == rowsAtOnce || bytes >= properties.listSize().toBytes()) {
            return new Chunk(current ? now : revision, objects, false);
          }
          byte[] json = rows.getBytes(5);
          bytes += json.length;
          objects.add(
              seals.open(
                  query.type().qualifiedName(),
                  new StoredObject(
                      new ObjectKey(rows.getString(1), rows.getString(2)),
                      rows.getString(3),
                      rows.getLong(4),
                      json)));
        }
      }
    }
    return new Chunk(current ? now : revision, objects, true);
  }

  /** Binds either statement; {@code past} is 0 for the one of the current state. */
  private static void bind(
      PreparedStatement statement, ListQuery query, @Nullable ObjectKey after, long past)
      throws SQLException {
    int at = bindRange(statement, 1, query, after);
    if (past != 0) {
      statement.setLong(at++, past);
      statement.setString(at++, query.type().qualifiedName());
      statement.setLong(at++, past);
      bindKeys(statement, at, query, after);
    }
  }

  private static int bindRange(
      PreparedStatement statement, int at, ListQuery query, @Nullable ObjectKey after)
      throws SQLException {
    statement.setString(at, query.type().qualifiedName());
    return bindKeys(statement, at + 1, query, after);
  }

  private static int bindKeys(
      PreparedStatement statement, int at, ListQuery query, @Nullable ObjectKey after)
      throws SQLException {
    String namespace = query.namespace();
    statement.setString(at, after == null ? "" : after.namespace());
    statement.setString(at + 1, after == null ? "" : after.name());
    statement.setString(at + 2, namespace == null ? "" : namespace);
    statement.setString(at + 3, namespace == null ? LAST : namespace);
    return at + 4;
  }
}
