package dev.setpoint.api.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watch events over a WebSocket, each a text message, as browsers and fabric8 ask for them. */
final class WatchSocket extends Endpoint implements EventSink {

  /** Browsers carry their token in the list of subprotocols; it is none to answer with. */
  private static final String BEARER = "base64url.bearer.authorization.k8s.io.";

  private final Consumer<WatchSocket> work;
  private volatile @Nullable Session session;
  private volatile @Nullable Thread worker;
  private volatile boolean closed;

  private WatchSocket(Consumer<WatchSocket> work) {
    this.work = work;
  }

  static boolean isAskedFor(HttpServletRequest request) {
    String upgrade = request.getHeader("Upgrade");
    String connection = request.getHeader("Connection");
    return upgrade != null
        && connection != null
        && upgrade.equalsIgnoreCase("websocket")
        && connection.toLowerCase(Locale.ROOT).contains("upgrade");
  }

  /** Answers the upgrade; {@code work} then runs on a thread of its own until it is done. */
  static void open(Exchange exchange, Consumer<WatchSocket> work) throws IOException {
    HttpServletRequest request = exchange.request();
    WatchSocket endpoint = new WatchSocket(work);
    ServerEndpointConfig config =
        ServerEndpointConfig.Builder.create(WatchSocket.class, "/watch")
            .configurator(new Handshake(endpoint))
            .build();
    Object container = request.getServletContext().getAttribute(ServerContainer.class.getName());
    try {
      ((ServerContainer) container)
          .upgradeHttpToWebSocket(request, exchange.response(), config, Map.of());
    } catch (DeploymentException e) {
      throw new IOException("The watch could not be upgraded", e);
    }
  }

  @Override
  public void onOpen(Session opened, EndpointConfig config) {
    session = opened;
    // A client that follows the rules has nothing to say.
    opened.setMaxTextMessageBufferSize(1024);
    opened.setMaxBinaryMessageBufferSize(1024);
    worker = Thread.ofVirtual().name("watch-socket").start(this::run);
  }

  private void run() {
    try {
      work.accept(this);
    } finally {
      closed = true;
      closeQuietly();
    }
  }

  private void closeQuietly() {
    Session open = session;
    try {
      if (open != null && open.isOpen()) {
        open.close();
      }
    } catch (IOException e) {
      // The client has gone, which was the aim.
      return;
    }
  }

  @Override
  public void onClose(Session closing, CloseReason reason) {
    stop();
  }

  @Override
  public void onError(Session failed, Throwable error) {
    stop();
  }

  private void stop() {
    closed = true;
    Thread waiting = worker;
    if (waiting != null && waiting != Thread.currentThread()) {
      waiting.interrupt();
    }
  }

  @Override
  public void send(String type, byte[] object) throws IOException {
    Session open = session;
    if (closed || open == null) {
      throw new IOException("The client has closed the watch");
    }
    open.getBasicRemote()
        .sendText(
            "{\"type\":\""
                + type
                + "\",\"object\":"
                + new String(object, StandardCharsets.UTF_8)
                + "}\n");
  }

  @Override
  public void flush() {}

  @Override
  public boolean isGone() {
    return closed;
  }

  private static final class Handshake extends ServerEndpointConfig.Configurator {
    private final WatchSocket endpoint;

    Handshake(WatchSocket endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(endpoint);
    }

    /** Who may watch was settled before; a token, not a cookie, tells who asks. */
    @Override
    public boolean checkOrigin(String origin) {
      return true;
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
      return requested.stream()
          .flatMap(list -> Arrays.stream(list.split(",")))
          .map(String::trim)
          .filter(protocol -> !protocol.isEmpty() && !protocol.startsWith(BEARER))
          .findFirst()
          .orElse("");
    }
  }
}
