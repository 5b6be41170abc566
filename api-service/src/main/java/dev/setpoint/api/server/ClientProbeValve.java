package dev.setpoint.api.server;

import dev.setpoint.api.rest.ClientProbe;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Gives handlers of quiet streams a way to learn that the client has gone: nothing is written that
 * could fail, and a blocking servlet is not told. A non-blocking read does tell, since a client
 * that waits for an answer sends nothing but the end of its connection. What is left of a body that
 * came too slowly need not be waited for either.
 */
final class ClientProbeValve extends ValveBase {

  ClientProbeValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    BooleanSupplier gone = () -> hasGone(request.getCoyoteRequest());
    request.setAttribute(ClientProbe.ATTRIBUTE, gone);
    Runnable deafen =
        () -> request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    request.setAttribute(ClientProbe.DEAF, deafen);
    getNext().invoke(request, response);
  }

  private static boolean hasGone(org.apache.coyote.Request request) {
    request.action(ActionCode.AVAILABLE, Boolean.TRUE);
    return request.getAvailable() > 0;
  }
}
