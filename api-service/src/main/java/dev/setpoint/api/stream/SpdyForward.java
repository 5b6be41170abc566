package dev.setpoint.api.stream;

import dev.setpoint.api.spdy.SpdyConnection;
import dev.setpoint.api.spdy.SpdyStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Forwarded ports over SPDY: for each connection the client opens two streams, one for data and one
 * for the error there may be, that share a request id.
 */
final class SpdyForward implements SpdyConnection.Streams {

  static final String PROTOCOL = "portforward.k8s.io";

  private final PodPorts ports;

  /** By request id; each call about one comes from the client's thread. */
  private final Map<String, Pair> pairs = new ConcurrentHashMap<>();

  SpdyForward(PodPorts ports) {
    this.ports = ports;
  }

  @Override
  public void connected(SpdyConnection client) {}

  @Override
  public SpdyStream.@Nullable Receiver opened(SpdyStream stream) {
    int port = port(stream.headers().get("port"));
    String type = stream.headers().get("streamType");
    if (port == 0 || !(type.equals("error") || type.equals("data"))) {
      return null;
    }
    String id = requestId(stream, type);
    Pair pair = pairs.computeIfAbsent(id, i -> new Pair(i, port));
    return type.equals("error") ? pair.error(stream) : pair.data(stream);
  }

  /** Clients before Kubernetes 1.1 sent none: they open the error stream, then that of the data. */
  private static String requestId(SpdyStream stream, String type) {
    String sent = stream.headers().get("requestID");
    return sent.isEmpty()
        ? String.valueOf(type.equals("error") ? stream.id() : stream.id() - 2)
        : sent;
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port >= 1 && port <= 65_535 ? port : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public void gone() {
    pairs.values().forEach(pair -> pair.connection.close());
  }

  private final class Pair implements ForwardedConnection.Client {
    private final String id;
    private final ForwardedConnection connection;
    private volatile @Nullable SpdyStream error;
    private volatile @Nullable SpdyStream data;

    Pair(String id, int port) {
      this.id = id;
      this.connection = new ForwardedConnection(ports, port, this);
    }

    SpdyStream.@Nullable Receiver error(SpdyStream stream) {
      if (error != null) {
        return null;
      }
      error = stream;
      startIfWhole();
      return (bytes, offset, length) -> {};
    }

    SpdyStream.@Nullable Receiver data(SpdyStream stream) {
      if (data != null) {
        return null;
      }
      data = stream;
      startIfWhole();
      return new SpdyStream.Receiver() {
        @Override
        public void data(byte[] bytes, int offset, int length) throws IOException {
          connection.data(bytes, offset, length);
        }

        @Override
        public void end() throws IOException {
          connection.endOfInput();
        }

        @Override
        public void reset() {
          connection.close();
        }
      };
    }

    private void startIfWhole() {
      if (error != null && data != null) {
        connection.start();
      }
    }

    @Override
    public void data(byte[] bytes) throws IOException {
      SpdyStream to = data;
      if (to != null) {
        to.write(bytes, 0, bytes.length);
      }
    }

    @Override
    public void failed(String message) throws IOException {
      SpdyStream to = error;
      if (to != null) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        to.write(text, 0, text.length);
      }
    }

    @Override
    public void end() throws IOException {
      SpdyStream to = data;
      if (to != null) {
        to.end();
      }
      SpdyStream errors = error;
      if (errors != null) {
        errors.end();
      }
    }

    @Override
    public void closed() {
      pairs.remove(id);
    }
  }
}
