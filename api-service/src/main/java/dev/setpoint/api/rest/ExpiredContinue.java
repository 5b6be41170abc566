package dev.setpoint.api.rest;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** A continue token whose revision is no longer held; its answer carries one that can go on. */
final class ExpiredContinue extends RuntimeException {

  private final String inconsistentToken;

  ExpiredContinue(String inconsistentToken) {
    super("expired continue token", null, false, false);
    this.inconsistentToken = inconsistentToken;
  }

  void write(HttpServletResponse response) throws IOException {
    ObjectNode status =
        StatusResponse.tree(
            ApiException.expired(
                "The provided continue parameter is too old to display a consistent list result."
                    + " You can start a new list without the continue parameter, or use the"
                    + " continue token in this response to retrieve the remainder of the results."
                    + " Continuing with the provided token results in an inconsistent list -"
                    + " objects that were created, modified, or deleted between the time the first"
                    + " chunk was returned and now may show up in the list."));
    status.putObject("metadata").put("continue", inconsistentToken);
    byte[] body = KubeJson.write(status);
    response.setStatus(410);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
