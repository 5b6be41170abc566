package dev.setpoint.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** One log file a run, of which the newest few are kept; {@code latest.log} leads to the newest. */
final class LogFiles {

  private static final int RUNS_KEPT = 10;
  static final String LEVEL_PREFIX = "logging.level.";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  private LogFiles() {}

  /**
   * Must come before the first logger is asked for, by Spring's property sources too: logback.xml
   * reads the name set here.
   */
  static void open(Path stateDir) throws IOException {
    Path dir = Files.createDirectories(stateDir.resolve("logs"));
    prune(dir);
    Instant begun = ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH);
    Path file = dir.resolve("setpoint-" + STAMP.format(begun) + ".log");
    System.setProperty("setpoint.log.file", file.toString());
    // Four contexts share this logging system, so none of them may set it up anew.
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    Path link = dir.resolve("latest.log.new");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, file.getFileName());
    Files.move(link, dir.resolve("latest.log"), StandardCopyOption.ATOMIC_MOVE);
  }

  static Path latest(Path stateDir) {
    return stateDir.resolve("logs").resolve("latest.log");
  }

  /** Tomcat logs with java.util.logging, which would go to the terminal. */
  static void bridgeJavaLogging() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** Sets levels as Boot's {@code logging.level.NAME} properties would. */
  static void levels(Map<String, String> properties) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      properties.forEach(
          (property, level) ->
              context
                  .getLogger(property.substring(LEVEL_PREFIX.length()))
                  .setLevel(Level.toLevel(level)));
    }
  }

  private static void prune(Path dir) throws IOException {
    List<Path> runs;
    try (Stream<Path> files = Files.list(dir)) {
      runs =
          files
              .filter(f -> f.getFileName().toString().startsWith("setpoint-"))
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    for (Path old : runs.subList(Math.min(RUNS_KEPT - 1, runs.size()), runs.size())) {
      Files.delete(old);
    }
  }

  static void close() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }
}
