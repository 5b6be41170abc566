package dev.setpoint.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

  private static final Path DIST = Path.of("target", "postgres-dist");

  @TempDir Path dir;

  @Test
  void keepsItsDataOverRestarts() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir, 0, DIST)) {
      execute(postgres, "create table t as select 7 as n");
    }
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir, 0, DIST)) {
      assertThat(number(postgres, "select n from t")).isEqualTo(7);
    }
  }

  @Test
  void stopsTheServerThatAKilledJvmLeft() throws Exception {
    long leftover;
    try (ChildJvm child = ChildJvm.run(Holder.class, dir.toString(), DIST.toString())) {
      child.await("ready");
      child.kill();
      leftover = Long.parseLong(Files.readAllLines(dir.resolve("data/postmaster.pid")).getFirst());
      assertThat(runs(leftover)).isTrue();
    }
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir, 0, DIST)) {
      assertThat(number(postgres, "select count(*) from t")).isEqualTo(1000);
      assertThat(runs(leftover)).isFalse();
    }
  }

  @Test
  void refusesADirectoryInUse() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir, 0, DIST)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(dir, 0, DIST))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use");
      assertThat(number(postgres, "select 1")).isEqualTo(1);
    }
  }

  @Test
  void doesNotMistakeAnotherProgramForItsServer() throws Exception {
    EmbeddedPostgres.start(dir, 0, DIST).close();
    Files.writeString(dir.resolve("data/postmaster.pid"), ProcessHandle.current().pid() + "\n");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir, 0, DIST)) {
      assertThat(number(postgres, "select 1")).isEqualTo(1);
    }
  }

  @Test
  void letsNobodyInWithoutItsPassword() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir, 0, DIST)) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), "wrong"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
    }
  }

  /** Whether the process lives; a dead one that nobody has waited for has no directory. */
  private static boolean runs(long pid) {
    return Files.exists(Path.of("/proc/" + pid + "/cwd"));
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int number(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(), postgres.username(), postgres.password());
  }

  /** Starts a server, writes, and waits to be killed. */
  static final class Holder {
    public static void main(String[] args) throws Exception {
      EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(args[0]), 0, Path.of(args[1]));
      execute(postgres, "create table t as select generate_series(1, 1000) as n");
      System.out.println("ready");
      new CountDownLatch(1).await();
    }
  }
}
