package dev.setpoint.api.server;

import dev.setpoint.api.rest.StatusResponse;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Says as a Status what Tomcat refuses before any handler runs, such as a broken escape in the
 * path. Tomcat makes it by name.
 */
public final class StatusReportValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int code = response.getStatus();
    if (code < 400
        || response.isCommitted()
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    StatusReason reason = code >= 500 ? StatusReason.InternalError : StatusReason.BadRequest;
    byte[] body =
        KubeJson.write(
            StatusResponse.tree(
                new ApiException(code, reason, "the server could not read the request", null)));
    try {
      response.setContentType("application/json");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
