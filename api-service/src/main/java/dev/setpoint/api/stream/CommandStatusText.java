package dev.setpoint.api.stream;

import dev.setpoint.common.json.KubeJson;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** How the end of a command is told: as a Status since version 4, before only a failure's text. */
final class CommandStatusText {

  private CommandStatusText() {}

  static byte[] of(byte[] status, boolean json) {
    if (json) {
      return status;
    }
    JsonNode tree = KubeJson.readObject(status);
    String text =
        tree.path("status").asString("").equals("Success") ? "" : tree.path("message").asString("");
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
