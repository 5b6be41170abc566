package dev.setpoint.api.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.BooleanSupplier;

/** What only the web server knows of a client, and can do to it. */
public final class ClientProbe {

  public static final String ATTRIBUTE = "dev.setpoint.api.rest.ClientProbe";

  /** Holds a Runnable. */
  public static final String DEAF = "dev.setpoint.api.rest.ClientProbe.Deaf";

  private ClientProbe() {}

  /** No more of the request is read: the connection ends with the answer. */
  static void endWithAnswer(HttpServletRequest request, HttpServletResponse response) {
    if (request.getAttribute(DEAF) instanceof Runnable deafen) {
      deafen.run();
    }
    response.setHeader("Connection", "close");
  }

  /** Tells whether the client of a quiet stream has gone, where the server can tell. */
  public static BooleanSupplier of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof BooleanSupplier probe ? probe : () -> false;
  }
}
