package dev.setpoint.common.client;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusCause;
import dev.setpoint.common.error.StatusReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns a Status from the wire back into the exception that caused it. */
public final class StatusReader {

  private StatusReader() {}

  public static ApiException toException(int code, JsonNode status) {
    JsonNode details = status.path("details");
    List<StatusCause> causes = new ArrayList<>();
    for (JsonNode cause : details.path("causes")) {
      causes.add(
          new StatusCause(
              cause.path("reason").asString(""),
              cause.path("message").asString(""),
              cause.path("field").asString("")));
    }
    return new ApiException(
        status.path("code").asInt(code),
        reason(status.path("reason").asString("")),
        status.path("message").asString("the server answered " + code),
        new ApiException.Details(
            details.path("group").asString(""),
            details.path("kind").asString(""),
            details.path("name").asString(""),
            details.path("uid").asString(""),
            causes,
            details.path("retryAfterSeconds").asInt(0)));
  }

  private static @Nullable StatusReason reason(String name) {
    for (StatusReason reason : StatusReason.values()) {
      if (reason.name().equals(name)) {
        return reason;
      }
    }
    return null;
  }
}
