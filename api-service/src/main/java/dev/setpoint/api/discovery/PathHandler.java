package dev.setpoint.api.discovery;

import dev.setpoint.api.rest.RequestInfo;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Serves paths that are no resource's; the request is already authorised. */
public interface PathHandler {

  /** False when the path is not this handler's. */
  boolean handle(RequestInfo info, HttpServletRequest request, HttpServletResponse response)
      throws IOException;
}
