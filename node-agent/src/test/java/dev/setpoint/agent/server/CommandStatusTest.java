package dev.setpoint.agent.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.agent.runtime.ExitState;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CommandStatusTest {

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  @Test
  void exitCodesAreCauses() {
    assertThat(text(CommandStatus.of(new ExitState.Exited(0), true)))
        .isEqualTo("{\"metadata\":{},\"status\":\"Success\"}");
    assertThat(text(CommandStatus.of(new ExitState.Exited(137), true)))
        .contains("\"reason\":\"NonZeroExitCode\"")
        .contains("\"causes\":[{\"reason\":\"ExitCode\",\"message\":\"137\"}]");
    assertThat(text(CommandStatus.of(new ExitState.Detached(), false))).contains("Success");
  }

  @Test
  void whatNeverStartedIsAnInternalError() {
    assertThat(text(CommandStatus.of(new ExitState.NotStarted("no such file"), true)))
        .contains(
            "\"message\":\"Internal error occurred: error executing command in container:"
                + " no such file\"")
        .contains("\"code\":500");
  }

  @Test
  void sizesOfTerminalsComeInPieces() {
    TerminalSizes sizes = new TerminalSizes();
    assertThat(sizes.latest("{\"Width\":80,".getBytes(StandardCharsets.UTF_8))).isNull();
    assertThat(sizes.latest("\"Height\":24}\n{\"Wid".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new TerminalSizes.Size(80, 24));
    assertThat(
            sizes.latest(
                "th\":100,\"Height\":50}{\"Width\":1,\"Height\":-1}"
                    .getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new TerminalSizes.Size(100, 50));
    assertThat(sizes.latest("}}}}{not json}".getBytes(StandardCharsets.UTF_8))).isNull();
    assertThat(sizes.latest(new byte[100_000])).isNull();
    assertThat(sizes.latest("{\"Width\":2,\"Height\":3}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new TerminalSizes.Size(2, 3));
  }
}
