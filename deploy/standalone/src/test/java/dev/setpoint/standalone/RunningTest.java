package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningTest {

  @Test
  void stopsInReverseAndGoesOnAfterAFailure() {
    List<Part> stopped = new ArrayList<>();
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    Running running =
        new Running(new Progress(new PrintStream(terminal, true, StandardCharsets.UTF_8)));
    running.add(Part.POSTGRES, () -> stopped.add(Part.POSTGRES));
    running.add(
        Part.KAFKA,
        () -> {
          throw new IllegalStateException("stuck");
        });
    running.add(Part.API, () -> stopped.add(Part.API));
    running.close();
    running.close();
    assertThat(stopped).containsExactly(Part.API, Part.POSTGRES);
    assertThat(terminal.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .allMatch(line -> line.contains("stopped"));
  }
}
