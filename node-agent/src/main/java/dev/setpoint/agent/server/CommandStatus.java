package dev.setpoint.agent.server;

import dev.setpoint.agent.runtime.ExitState;
import dev.setpoint.common.json.KubeJson;
import tools.jackson.databind.node.ObjectNode;

/** How a remote command ended, as the Status that clients read off the error channel. */
final class CommandStatus {

  private CommandStatus() {}

  static byte[] of(ExitState exit, boolean exec) {
    return switch (exit) {
      case ExitState.Exited(int code) when code != 0 -> KubeJson.write(exited(code));
      case ExitState.NotStarted(String message) -> failed(message, exec);
      case ExitState.Exited exited -> success();
      case ExitState.Detached detached -> success();
    };
  }

  private static byte[] success() {
    ObjectNode status = status("Success");
    return KubeJson.write(status);
  }

  private static ObjectNode exited(int code) {
    ObjectNode status = status("Failure");
    status.put(
        "message",
        "command terminated with non-zero exit code: error executing command, exit code " + code);
    status.put("reason", "NonZeroExitCode");
    status
        .putObject("details")
        .putArray("causes")
        .addObject()
        .put("reason", "ExitCode")
        .put("message", String.valueOf(code));
    return status;
  }

  static byte[] failed(String why, boolean exec) {
    String message =
        (exec ? "error executing command in container: " : "error attaching to container: ") + why;
    ObjectNode status = status("Failure");
    status.put("message", "Internal error occurred: " + message);
    status.put("reason", "InternalError");
    status.putObject("details").putArray("causes").addObject().put("message", message);
    status.put("code", 500);
    return KubeJson.write(status);
  }

  private static ObjectNode status(String outcome) {
    ObjectNode status = KubeJson.TREES.createObjectNode();
    status.putObject("metadata");
    return status.put("status", outcome);
  }
}
