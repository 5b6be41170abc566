package dev.setpoint.api.upgrade;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a connection over from Tomcat, as Tomcat's own WebSockets do: reading is driven by its
 * poller, so that a quiet connection holds no thread, and any thread may write or close.
 */
public final class RawUpgrade implements InternalHttpUpgradeHandler, ByteSink {

  private static final Logger log = LoggerFactory.getLogger(RawUpgrade.class);

  /** A client may stop reading for long (a terminal that is held), but not for ever. */
  private static final long WRITE_MILLIS = 4 * 60 * 60 * 1000L;

  private final ReentrantLock writing = new ReentrantLock();
  private final byte[] buffer = new byte[32 * 1024];
  private volatile @Nullable SocketWrapperBase<?> socket;
  private volatile @Nullable ByteSession session;
  private volatile boolean closed;

  /** Made by Tomcat. */
  public RawUpgrade() {}

  /** Answers 101 with this protocol; headers have to be set before. */
  public static void open(
      HttpServletRequest request,
      HttpServletResponse response,
      String protocol,
      ByteSession session)
      throws IOException {
    response.setHeader("Connection", "Upgrade");
    response.setHeader("Upgrade", protocol);
    try {
      request.upgrade(RawUpgrade.class).session = session;
    } catch (ServletException e) {
      session.gone();
      throw new IOException("the connection could not be upgraded", e);
    }
  }

  @Override
  public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
    socket = wrapper;
  }

  @Override
  public void init(WebConnection connection) {
    SocketWrapperBase<?> wrapper = socket;
    ByteSession opened = session;
    if (wrapper == null || opened == null) {
      throw new IllegalStateException("upgraded without a session");
    }
    wrapper.setWriteTimeout(WRITE_MILLIS);
    try {
      opened.opened(this);
    } catch (IOException e) {
      log.debug("A connection ended at its start: {}", e.getMessage());
      end();
    }
  }

  @Override
  public SocketState upgradeDispatch(SocketEvent status) {
    SocketWrapperBase<?> wrapper = socket;
    ByteSession open = session;
    if (wrapper == null || open == null || closed) {
      return end();
    }
    return switch (status) {
      case OPEN_READ -> read(wrapper, open);
      case OPEN_WRITE -> SocketState.UPGRADED;
      case STOP, DISCONNECT, TIMEOUT, ERROR, CONNECT_FAIL -> end();
    };
  }

  private SocketState read(SocketWrapperBase<?> wrapper, ByteSession open) {
    try {
      int n;
      while ((n = wrapper.read(false, buffer, 0, buffer.length)) > 0) {
        open.received(buffer, 0, n);
      }
      return n < 0 || closed ? end() : SocketState.UPGRADED;
    } catch (IOException e) {
      log.debug("A connection ended: {}", e.getMessage());
      return end();
    } catch (RuntimeException e) {
      log.error("A connection failed", e);
      return end();
    }
  }

  private SocketState end() {
    closed = true;
    ByteSession open = session;
    if (open != null) {
      open.gone();
    }
    return SocketState.CLOSED;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    SocketWrapperBase<?> wrapper = socket;
    writing.lock();
    try {
      if (closed || wrapper == null) {
        throw new IOException("the client has gone");
      }
      wrapper.write(true, bytes, offset, length);
      wrapper.flush(true);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() {
    SocketWrapperBase<?> wrapper = socket;
    if (!closed && wrapper != null) {
      closed = true;
      wrapper.close();
    }
  }

  @Override
  public void destroy() {
    end();
  }

  @Override
  public void timeoutAsync(long now) {}

  @Override
  public void setSslSupport(SSLSupport support) {}

  @Override
  public void pause() {}
}
