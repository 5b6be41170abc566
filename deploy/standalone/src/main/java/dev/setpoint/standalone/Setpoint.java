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
    PrintStream terminal = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Options options = Options.of(args);
    try {
      LogFiles.open(options.stateDir());
      LogFiles.levels(EmbeddedKafka.quietLogging());
      LogFiles.levels(options.logLevels());
      AllInOne all = new AllInOne(options, new Progress(terminal));
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(all::close));
      all.start();
    } catch (StartFailure e) {
      fail(options, String.valueOf(e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      fail(options, StartFailure.reason(e, options.stateDir()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(options, "interrupted", e);
    }
  }

  private static void fail(Options options, String line, Exception e) {
    Path log = options.log();
    String where = Files.exists(log) ? " (log: " + log + ")" : "";
    System.err.println("setpoint: " + line + where);
    LoggerFactory.getLogger(Setpoint.class).error("Setpoint does not start", e);
    System.exit(1);
  }
}
