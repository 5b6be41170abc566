package dev.setpoint.api.rest;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusCause;
import dev.setpoint.common.json.KubeJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A failure as the {@code Status} object that clients decode. */
public final class StatusResponse {

  private StatusResponse() {}

  public static ObjectNode tree(ApiException failure) {
    ObjectNode status = KubeJson.TREES.createObjectNode();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", failure.message());
    if (failure.reason() != null) {
      status.put("reason", failure.reason().name());
    }
    ApiException.Details details = failure.details();
    if (details != null) {
      ObjectNode out = status.putObject("details");
      putUnlessEmpty(out, "name", details.name());
      putUnlessEmpty(out, "group", details.group());
      putUnlessEmpty(out, "kind", details.kind());
      putUnlessEmpty(out, "uid", details.uid());
      if (!details.causes().isEmpty()) {
        ArrayNode causes = out.putArray("causes");
        for (StatusCause cause : details.causes()) {
          ObjectNode each = causes.addObject();
          putUnlessEmpty(each, "reason", cause.reason());
          putUnlessEmpty(each, "message", cause.message());
          putUnlessEmpty(each, "field", cause.field());
        }
      }
      if (details.retryAfterSeconds() > 0) {
        out.put("retryAfterSeconds", details.retryAfterSeconds());
      }
    }
    status.put("code", failure.code());
    return status;
  }

  public static void write(HttpServletResponse response, ApiException failure) throws IOException {
    byte[] body = KubeJson.write(tree(failure));
    response.setStatus(failure.code());
    ApiException.Details details = failure.details();
    if (details != null && details.retryAfterSeconds() > 0) {
      response.setIntHeader("Retry-After", details.retryAfterSeconds());
    }
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static void putUnlessEmpty(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }
}
