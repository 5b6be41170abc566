package dev.setpoint.api.rest;

import dev.setpoint.api.upgrade.WebSockets;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watch events over a WebSocket, each a text message, as browsers and fabric8 ask for them. */
final class WatchSocket extends Endpoint implements EventSink {

  private final Consumer<WatchSocket> work;
  private volatile @Nullable Session session;
  private volatile @Nullable Thread worker;
  private volatile boolean closed;

  private WatchSocket(Consumer<WatchSocket> work) {
    this.work = work;
  }

  /** Answers the upgrade; {@code work} then runs on a thread of its own until it is done. */
  static void open(Exchange exchange, Consumer<WatchSocket> work) throws IOException {
    HttpServletRequest request = exchange.request();
    String protocol = WebSockets.offered(request).stream().findFirst().orElse("");
    WebSockets.open(request, exchange.response(), new WatchSocket(work), protocol);
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
}
