package dev.setpoint.api.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;

/** Tells whether the client of a quiet stream has gone, where the server can tell. */
public final class ClientProbe {

  public static final String ATTRIBUTE = "dev.setpoint.api.rest.ClientProbe";

  private ClientProbe() {}

  public static BooleanSupplier of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof BooleanSupplier probe ? probe : () -> false;
  }
}
