package dev.setpoint.api.discovery;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Whether the database answers. */
@Component
final class PostgresCheck implements HealthCheck {

  private final ObjectProvider<DataSource> dataSource;

  PostgresCheck(ObjectProvider<DataSource> dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public @Nullable String problem() {
    DataSource source = dataSource.getIfAvailable();
    if (source == null) {
      return "no database is configured";
    }
    try (Connection connection = source.getConnection()) {
      return connection.isValid(2) ? null : "the connection is broken";
    } catch (SQLException e) {
      return "not reachable: " + e.getMessage();
    }
  }
}
