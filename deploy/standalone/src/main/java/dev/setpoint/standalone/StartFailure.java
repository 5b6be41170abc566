package dev.setpoint.standalone;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.PortInUseException;

/** Why Setpoint does not start, in the one line that its user reads. */
final class StartFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartFailure(String message) {
    super(message);
  }

  StartFailure(String message, Throwable cause) {
    super(message, cause);
  }

  static StartFailure of(Part part, Throwable failure, Path stateDir) {
    return new StartFailure(part.label() + " did not start: " + reason(failure, stateDir), failure);
  }

  /** The failure in one line, by its known causes or its innermost one. */
  static String reason(Throwable failure, Path stateDir) {
    List<Throwable> causes = causes(failure);
    for (Throwable cause : causes) {
      if (cause instanceof PortInUseException taken) {
        return "port " + taken.getPort() + " is taken; choose others with --port";
      }
      if (cause instanceof BindException) {
        return "a port is taken (" + cause.getMessage() + "); choose others with --port";
      }
      if (cause instanceof IOException && String.valueOf(cause.getMessage()).contains("No space")) {
        return "no space is left for " + stateDir;
      }
    }
    Throwable root = causes.getLast();
    String message = root.getMessage() == null ? "" : ": " + firstLine(root.getMessage());
    return root.getClass().getSimpleName() + message;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (@Nullable Throwable t = failure; t != null && !causes.contains(t); t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }
}
