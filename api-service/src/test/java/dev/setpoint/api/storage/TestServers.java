package dev.setpoint.api.storage;

import dev.setpoint.embedded.EmbeddedKafka;
import dev.setpoint.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * One Postgres for all tests of this JVM, and replicas of the storage side of api-service on it.
 */
public final class TestServers {

  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private static final class Shared {
    static final EmbeddedPostgres POSTGRES = startPostgres(temporary("postgres"));
  }

  private TestServers() {}

  public static EmbeddedPostgres postgres() {
    return Shared.POSTGRES;
  }

  /** A fresh database on the shared server. */
  public static String newDatabase() {
    String name = "t" + DATABASES.incrementAndGet();
    try (Connection connection =
            DriverManager.getConnection(
                postgres().jdbcUrl(), postgres().username(), postgres().password());
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return "jdbc:postgresql://127.0.0.1:" + postgres().port() + "/" + name;
  }

  public static EmbeddedPostgres startPostgres(Path dir) {
    try {
      EmbeddedPostgres started = EmbeddedPostgres.start(dir, 0, TARGET.resolve("postgres-dist"));
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static EmbeddedKafka startKafka(Path dir, int port) {
    try {
      return EmbeddedKafka.start(dir, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path temporary(String name) {
    try {
      return Files.createTempDirectory(TARGET, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One replica: the beans of the given configuration with the service's own settings. */
  public static ConfigurableApplicationContext replica(
      Class<?> configuration, Map<String, Object> properties) {
    return new SpringApplicationBuilder(configuration)
        .web(WebApplicationType.NONE)
        .properties("spring.config.name=api-service")
        .properties(
            Map.of(
                "spring.datasource.username",
                postgres().username(),
                "spring.datasource.password",
                postgres().password(),
                "spring.ssl.bundle.pem",
                "",
                "spring.main.log-startup-info",
                "false"))
        .run(
            properties.entrySet().stream()
                .map(e -> "--" + e.getKey() + "=" + e.getValue())
                .toArray(String[]::new));
  }

  /** The store alone. */
  @EnableAutoConfiguration
  @ComponentScan("dev.setpoint.api.storage")
  @org.springframework.boot.persistence.autoconfigure.EntityScan("dev.setpoint.api.storage")
  @org.springframework.data.jpa.repository.config.EnableJpaRepositories("dev.setpoint.api.storage")
  public static class StoreOnly {
    @Bean
    java.time.Clock clock() {
      return java.time.Clock.systemUTC();
    }
  }
}
