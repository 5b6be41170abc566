package dev.setpoint.api.upgrade;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Upgrades requests to WebSockets. */
public final class WebSockets {

  /** Browsers carry their token in the list of subprotocols; it is none to answer with. */
  private static final String BEARER = "base64url.bearer.authorization.k8s.io.";

  private WebSockets() {}

  public static boolean isAskedFor(HttpServletRequest request) {
    String upgrade = request.getHeader("Upgrade");
    String connection = request.getHeader("Connection");
    return upgrade != null
        && connection != null
        && upgrade.equalsIgnoreCase("websocket")
        && connection.toLowerCase(Locale.ROOT).contains("upgrade");
  }

  /** The subprotocols that the client offers, the one it likes best first. */
  public static List<String> offered(HttpServletRequest request) {
    return Collections.list(request.getHeaders("Sec-WebSocket-Protocol")).stream()
        .flatMap(list -> Arrays.stream(list.split(",")))
        .map(String::trim)
        .filter(protocol -> !protocol.isEmpty() && !protocol.startsWith(BEARER))
        .toList();
  }

  /**
   * Answers the upgrade.
   *
   * @param protocol the subprotocol to agree on; empty for none
   */
  public static void open(
      HttpServletRequest request, HttpServletResponse response, Endpoint endpoint, String protocol)
      throws IOException {
    ServerEndpointConfig config =
        ServerEndpointConfig.Builder.create(endpoint.getClass(), "/")
            .configurator(new Handshake(endpoint, protocol))
            .build();
    Object container = request.getServletContext().getAttribute(ServerContainer.class.getName());
    try {
      ((ServerContainer) container).upgradeHttpToWebSocket(request, response, config, Map.of());
    } catch (DeploymentException e) {
      throw new IOException("The connection could not be upgraded", e);
    }
  }

  private static final class Handshake extends ServerEndpointConfig.Configurator {
    private final Endpoint endpoint;
    private final String protocol;

    Handshake(Endpoint endpoint, String protocol) {
      this.endpoint = endpoint;
      this.protocol = protocol;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(endpoint);
    }

    /** Who may connect was settled before; a token, not a cookie, tells who asks. */
    @Override
    public boolean checkOrigin(String origin) {
      return true;
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
      return protocol;
    }
  }
}
