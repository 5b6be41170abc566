package dev.setpoint.api.stream;

import dev.setpoint.api.agent.AgentConnection;
import dev.setpoint.api.agent.AgentRefusal;
import dev.setpoint.common.stream.Channel;
import dev.setpoint.common.stream.ChannelFrame;
import dev.setpoint.common.stream.ChannelReader;
import dev.setpoint.common.stream.ChannelWriter;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a client to a port of a Pod, over a connection of its own to the agent. */
final class ForwardedConnection {

  private static final Logger log = LoggerFactory.getLogger(ForwardedConnection.class);

  /** The client's end; all calls come from one thread. */
  interface Client {

    /** Blocks while the client is slow. */
    void data(byte[] bytes) throws IOException;

    /** Why there is no connection. */
    void failed(String message) throws IOException;

    /** Nothing more will come from the Pod; may be said more than once. */
    void end() throws IOException;

    /** It is over in both directions. */
    void closed();
  }

  private final PodPorts ports;
  private final int port;
  private final Client client;
  private final CountDownLatch connected = new CountDownLatch(1);

  /** Guarded by this; null before there is one. */
  private @Nullable AgentConnection agent;

  private volatile @Nullable ChannelWriter out;
  private volatile boolean inputEnded;
  private volatile boolean outputEnded;

  /** Guarded by this. */
  private boolean closed;

  ForwardedConnection(PodPorts ports, int port, Client client) {
    this.ports = ports;
    this.port = port;
    this.client = client;
  }

  void start() {
    Thread.ofVirtual().name("forwarded").start(this::carry);
  }

  private void carry() {
    try {
      try (AgentConnection opened = ports.connect(port)) {
        if (!use(opened)) {
          return;
        }
        copy(opened.reader());
        client.end();
      } catch (AgentRefusal e) {
        client.failed(ports.failure(port, e.text()));
        client.end();
      }
    } catch (IOException e) {
      log.debug("A forwarded connection ended: {}", e.getMessage());
    } finally {
      connected.countDown();
      client.closed();
    }
  }

  private synchronized boolean use(AgentConnection opened) {
    if (!closed) {
      agent = opened;
      out = opened.writer();
    }
    connected.countDown();
    return !closed;
  }

  private void copy(ChannelReader in) throws IOException {
    ChannelFrame frame;
    while ((frame = next(in)) != null) {
      if (frame.channel() == Channel.STDOUT) {
        if (frame.data().length > 0) { // an empty one is the agent's heartbeat
          client.data(frame.data());
        }
      } else if (frame.channel() == Channel.CLOSE) {
        client.end();
        outputEnded = true;
        closeIfDone();
      }
    }
  }

  /** An agent that breaks off has said all it could. */
  private static @Nullable ChannelFrame next(ChannelReader in) {
    try {
      return in.next();
    } catch (IOException e) {
      log.debug("An agent broke a forwarded connection off: {}", e.getMessage());
      return null;
    }
  }

  /** From the client; waits for the connection, and while the Pod does not read. */
  void data(byte[] bytes, int offset, int length) throws IOException {
    ChannelWriter to = out();
    if (to != null && length > 0) {
      attempt(() -> to.write(Channel.STDIN, bytes, offset, length));
    }
  }

  /** The client sends no more. */
  void endOfInput() throws IOException {
    ChannelWriter to = out();
    if (to != null) {
      attempt(() -> to.close(Channel.STDIN));
    }
    inputEnded = true;
    closeIfDone();
  }

  private void closeIfDone() {
    if (inputEnded && outputEnded) {
      close();
    }
  }

  private interface Write {
    void run() throws IOException;
  }

  /** One broken connection is no reason to end the client's others. */
  private static void attempt(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      log.debug("A forwarded connection takes no more: {}", e.getMessage());
    }
  }

  private @Nullable ChannelWriter out() throws IOException {
    try {
      connected.await();
      return out;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  void close() {
    connected.countDown();
    AgentConnection open;
    synchronized (this) {
      closed = true;
      open = agent;
    }
    if (open != null) {
      open.close();
    }
  }
}
