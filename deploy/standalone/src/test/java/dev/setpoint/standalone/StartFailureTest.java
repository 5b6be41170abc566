package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StartFailureTest {

  private static final Path DIR = Path.of("/state");

  @Test
  void knownCausesAreSaidPlainly() {
    assertThat(line(new IllegalStateException(new BindException("Address already in use"))))
        .isEqualTo(
            "kafka did not start: a port is taken (Address already in use); choose others with"
                + " --port");
    assertThat(line(new RuntimeException("write", new IOException("No space left on device"))))
        .isEqualTo("kafka did not start: no space is left for /state");
  }

  @Test
  void othersAreTheirInnermostCauseInOneLine() {
    assertThat(line(new RuntimeException("outer", new IOException("inner\nmore"))))
        .isEqualTo("kafka did not start: IOException: inner");
    assertThat(line(new IllegalStateException())).endsWith("IllegalStateException");
  }

  private static String line(Throwable failure) {
    return StartFailure.of(Part.KAFKA, failure, DIR).getMessage();
  }
}
