package dev.setpoint.api.upgrade;

import dev.setpoint.common.stream.Heartbeat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client at the other end of a WebSocket; sending blocks while it is slow. */
public final class WebSocketClient extends Endpoint implements ByteSink {

  private static final Logger log = LoggerFactory.getLogger(WebSocketClient.class);

  /** Tomcat's own limit of 20 s would cut off a user who holds the terminal for a while. */
  private static final Long SEND_MILLIS = 4 * 60 * 60 * 1000L;

  private static final String SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

  private final MessageSession work;
  private final String protocol;
  private final ReentrantLock sending = new ReentrantLock();
  private volatile @Nullable Session session;
  private volatile @Nullable Heartbeat heartbeat;

  private WebSocketClient(MessageSession work, String protocol) {
    this.work = work;
    this.protocol = protocol;
  }

  /** Answers the upgrade; {@code work} learns of everything that follows. */
  public static void open(
      HttpServletRequest request,
      HttpServletResponse response,
      String protocol,
      MessageSession work)
      throws IOException {
    try {
      WebSockets.open(request, response, new WebSocketClient(work, protocol), protocol);
    } catch (IOException e) {
      work.gone();
      throw e;
    }
  }

  @Override
  public void onOpen(Session opened, EndpointConfig config) {
    session = opened;
    opened.getUserProperties().put(SEND_TIMEOUT, SEND_MILLIS);
    opened.addMessageHandler(
        ByteBuffer.class,
        (MessageHandler.Partial<ByteBuffer>)
            (part, last) -> {
              byte[] bytes = new byte[part.remaining()];
              part.get(bytes);
              pass(bytes, last);
            });
    opened.addMessageHandler(
        String.class,
        (MessageHandler.Partial<String>)
            (part, last) -> pass(part.getBytes(StandardCharsets.UTF_8), last));
    heartbeat = Heartbeat.start(this::ping, this::gone);
    try {
      work.opened(this, protocol);
    } catch (IOException e) {
      log.debug("A WebSocket ended at its start: {}", e.getMessage());
      close();
    }
  }

  private void pass(byte[] bytes, boolean last) {
    try {
      work.received(bytes, 0, bytes.length, last);
    } catch (IOException e) {
      log.debug("A WebSocket ended: {}", e.getMessage());
      close();
      gone();
    }
  }

  @Override
  public void onClose(Session closing, CloseReason reason) {
    gone();
  }

  private void gone() {
    Heartbeat beating = heartbeat;
    if (beating != null) {
      beating.close();
    }
    work.gone();
  }

  private void ping() throws IOException {
    sending.lock();
    try {
      open().getBasicRemote().sendPing(ByteBuffer.allocate(0));
    } catch (IllegalStateException e) {
      throw new IOException("the client has gone", e);
    } finally {
      sending.unlock();
    }
  }

  @Override
  public void onError(Session failed, Throwable error) {
    log.debug("A WebSocket broke: {}", error.toString());
    gone();
  }

  /** Sends one binary message. */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    sending.lock();
    try {
      open().getBasicRemote().sendBinary(ByteBuffer.wrap(bytes, offset, length));
    } finally {
      sending.unlock();
    }
  }

  public void writeText(String text) throws IOException {
    sending.lock();
    try {
      open().getBasicRemote().sendText(text);
    } finally {
      sending.unlock();
    }
  }

  private Session open() throws IOException {
    Session open = session;
    if (open == null || !open.isOpen()) {
      throw new IOException("the client has gone");
    }
    return open;
  }

  @Override
  public void close() {
    Session open = session;
    try {
      if (open != null && open.isOpen()) {
        open.close();
      }
    } catch (IOException e) {
      log.debug("A WebSocket did not close cleanly: {}", e.getMessage());
    }
  }
}
