package dev.setpoint.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command of this machine and says what came of it. */
final class Shell {

  /** How a command ended. */
  record Result(List<String> command, int exit, String out, String err) {

    Result ok() {
      if (exit != 0) {
        throw new AssertionError(this);
      }
      return this;
    }

    String text() {
      return out.strip();
    }

    @Override
    public String toString() {
      return String.join(" ", command) + " -> " + exit + "\n" + out + err;
    }
  }

  private Shell() {}

  static Result run(Duration deadline, Map<String, String> environment, List<String> command) {
    Path out = null;
    Path err = null;
    try {
      // Files and not pipes: what a command leaves running may keep a pipe open.
      out = Files.createTempFile("setpoint", ".out");
      err = Files.createTempFile("setpoint", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.redirectInput(Path.of("/dev/null").toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            "not within "
                + deadline
                + ": "
                + new Result(command, -1, Files.readString(out), Files.readString(err)));
      }
      return new Result(command, process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new AssertionError(String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(String.join(" ", command), e);
    } finally {
      delete(out);
      delete(err);
    }
  }

  static Result run(String... command) {
    return run(Duration.ofSeconds(60), Map.of(), List.of(command));
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
