package dev.setpoint.api.storage;

import dev.setpoint.api.storage.Change.Op;
import dev.setpoint.common.resource.ObjectKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The history for the relay and the watch caches. Failures surface as Spring's data access and
 * transaction exceptions, for their loops to retry.
 */
@Component
public class ChangeLog {

  private static final int FETCH = 64;

  private static final String COLUMNS =
      "select revision, type, namespace, name, uid, op, body::text, old_body::text"
          + " from resource_change ";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate snapshot;
  private final ChangeRepository changes;
  private final RevisionRepository revisions;
  private final Seals seals;

  ChangeLog(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactionManager,
      ChangeRepository changes,
      RevisionRepository revisions,
      Seals seals) {
    this.seals = seals;
    this.jdbc = jdbc;
    this.snapshot = new TransactionTemplate(transactionManager);
    this.snapshot.setReadOnly(true);
    this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    this.changes = changes;
    this.revisions = revisions;
  }

  /** The newest change of a type still in the history; 0 when there is none. */
  public long lastOf(String type) {
    return changes.lastOf(type);
  }

  /** Changes up to this revision may be gone. */
  public long droppedTo() {
    return revisions.droppedTo();
  }

  public long relayCursor() {
    return changes.relayCursor();
  }

  public void advanceRelayCursor(long revision) {
    changes.advanceRelayCursor(revision);
  }

  /**
   * Changes of all types after a revision, without a gap, up to both limits (but one at least).
   * What is sealed stays so: they are for the topics.
   */
  public List<Change> after(long revision, int limit, long maxBytes) {
    return inSnapshot(
        connection -> {
          List<Change> found = new ArrayList<>();
          String sql = COLUMNS + "where revision > ? order by revision limit ?";
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, revision);
            statement.setInt(2, limit);
            statement.setFetchSize(FETCH);
            long bytes = 0;
            try (ResultSet rows = statement.executeQuery()) {
              while (bytes < maxBytes && rows.next()) {
                Change change = change(rows);
                bytes += change.size();
                found.add(change);
              }
            }
          }
          return found;
        });
  }

  /**
   * Every object of a type and the revision at which that holds, from one snapshot, together with
   * the newest changes up to then, oldest first.
   */
  public State state(String type, int maxChanges, long maxBytes, Consumer<StoredObject> objects) {
    return inSnapshot(
        connection -> {
          long revision = newest(connection);
          String sql =
              "select namespace, name, uid, revision, body::text from resource"
                  + " where type = ? order by namespace, name";
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, type);
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                objects.accept(
                    new StoredObject(
                        new ObjectKey(rows.getString(1), rows.getString(2)),
                        rows.getString(3),
                        rows.getLong(4),
                        seals.openIfPossible(type, rows.getBytes(5))));
              }
            }
          }
          return new State(revision, recent(connection, type, maxChanges, maxBytes));
        });
  }

  /** Hands over the changes of a type after a revision, in order; yields the newest revision. */
  public long follow(String type, long after, Consumer<Change> consumer) {
    return inSnapshot(
        connection -> {
          long revision = newest(connection);
          String sql = COLUMNS + "where type = ? and revision > ? order by revision";
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, type);
            statement.setLong(2, after);
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                consumer.accept(seals.open(change(rows)));
              }
            }
          }
          return revision;
        });
  }

  /**
   * The history of a type up to a revision.
   *
   * @param recent without a gap up to {@code revision}, but perhaps not from the start
   */
  public record State(long revision, Recent recent) {}

  /**
   * @param complete whether nothing older was left out
   */
  public record Recent(List<Change> changes, boolean complete) {}

  private Recent recent(Connection connection, String type, int limit, long maxBytes)
      throws SQLException {
    List<Change> found = new ArrayList<>();
    boolean complete = true;
    String sql = COLUMNS + "where type = ? order by revision desc limit ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, type);
      statement.setInt(2, limit + 1);
      statement.setFetchSize(FETCH);
      long bytes = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (found.size() == limit || bytes > maxBytes) {
            complete = false;
            break;
          }
          Change change = seals.open(change(rows));
          bytes += change.size();
          found.add(change);
        }
      }
    }
    Collections.reverse(found);
    return new Recent(found, complete);
  }

  private static Change change(ResultSet row) throws SQLException {
    return new Change(
        row.getLong(1),
        row.getString(2),
        new ObjectKey(row.getString(3), row.getString(4)),
        row.getString(5),
        Op.valueOf(row.getString(6)),
        row.getBytes(7),
        row.getBytes(8));
  }

  private static long newest(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("select value from revision");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private <T> T inSnapshot(ConnectionCallback<T> read) {
    return java.util.Objects.requireNonNull(
        snapshot.execute(status -> java.util.Objects.requireNonNull(jdbc.execute(read))));
  }
}
