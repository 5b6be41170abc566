package dev.setpoint.api.publish;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * The right to be the relay: an advisory lock, held by a connection of its own that also hears the
 * notifications of other replicas. Lost with the connection.
 */
final class RelayLock implements AutoCloseable {

  static final String CHANNEL = "setpoint_changes";

  private static final long KEY = 0x5e7902L;
  private static final int LISTEN_MILLIS = 10_000;

  private final Connection connection;
  private final PGConnection notifications;

  private RelayLock(Connection connection) throws SQLException {
    this.connection = connection;
    this.notifications = connection.unwrap(PGConnection.class);
  }

  /** Null when another replica holds it. */
  static @Nullable RelayLock tryAcquire(JdbcConnectionDetails database) throws SQLException {
    Properties properties = new Properties();
    putIfPresent(properties, "user", database.getUsername());
    putIfPresent(properties, "password", database.getPassword());
    properties.setProperty("ApplicationName", "setpoint-relay");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "20");
    properties.setProperty("tcpKeepAlive", "true");
    Connection connection = DriverManager.getConnection(database.getJdbcUrl(), properties);
    boolean held = false;
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("select pg_try_advisory_lock(" + KEY + ")")) {
        held = rows.next() && rows.getBoolean(1);
      }
      if (held) {
        statement.execute("listen " + CHANNEL);
        return new RelayLock(connection);
      }
      return null;
    } catch (SQLException e) {
      held = false;
      throw e;
    } finally {
      if (!held) {
        connection.close();
      }
    }
  }

  private static void putIfPresent(Properties properties, String key, @Nullable String value) {
    if (value != null) {
      properties.setProperty(key, value);
    }
  }

  /** Waits a while for a notification; throws once the lock may be lost. */
  boolean awaitNotification() throws SQLException {
    if (notifications.getNotifications(LISTEN_MILLIS).length > 0) {
      return true;
    }
    // A dead peer never answers a mere listener.
    try (Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    }
    return false;
  }

  @Override
  public void close() throws SQLException {
    connection.abort(Runnable::run);
  }
}
