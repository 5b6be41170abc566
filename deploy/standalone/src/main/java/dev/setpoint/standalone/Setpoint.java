package dev.setpoint.standalone;

import dev.setpoint.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** The all-in-one: Postgres, Kafka and the four services in this process. */
public final class Setpoint {

  private Setpoint() {}

  /** Runs until SIGTERM or SIGINT; exits with 1 and one line on stderr where it cannot start. */
  public static void main(String... args) {
    Path stateDir = Options.stateDir(args);
    try {
      LogFiles.open(stateDir);
      LogFiles.bridgeJavaLogging();
      Options options = Options.of(args);
      LogFiles.levels(EmbeddedKafka.quietLogging());
      LogFiles.levels(options.logLevels());
      PrintStream terminal = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      AllInOne all = new AllInOne(options, new Progress(terminal));
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(all::close));
      all.start();
    } catch (StartFailure e) {
      fail(stateDir, String.valueOf(e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      fail(stateDir, StartFailure.reason(e, stateDir), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(stateDir, "interrupted", e);
    }
  }

  private static void fail(Path stateDir, String line, Exception e) {
    Path log = LogFiles.latest(stateDir);
    String where = Files.exists(log) ? " (log: " + log + ")" : "";
    System.err.println("setpoint: " + line + where);
    LoggerFactory.getLogger(Setpoint.class).error("Setpoint does not start", e);
    System.exit(1);
  }
}
