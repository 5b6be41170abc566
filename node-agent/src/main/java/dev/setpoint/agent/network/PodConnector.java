package dev.setpoint.agent.network;

import dev.setpoint.agent.runtime.ContainerState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to a port of a Pod: on the Pod's own loopback, or on its address. */
public final class PodConnector {

  private static final Logger log = LoggerFactory.getLogger(PodConnector.class);
  private static final int CONNECT_MILLIS = 10_000;

  private PodConnector() {}

  /**
   * As a process inside the Pod would connect to localhost.
   *
   * @param apart whether the Pod has a network of its own, and not the host's
   */
  public static SocketChannel local(ContainerState sandbox, boolean apart, int port)
      throws IOException {
    NetworkNamespace namespace = new NetworkNamespace(sandbox.pid());
    if (apart && isOurs(namespace)) {
      return address(sandbox.ip(), port);
    }
    IOException four;
    try {
      return connect(namespace, StandardProtocolFamily.INET, "127.0.0.1", port);
    } catch (Unentered e) {
      log.debug("{}: {}", sandbox.id(), e.getMessage());
      return address(sandbox.ip(), port); // an agent in a container of its own sees no /proc
    } catch (IOException e) {
      four = e;
    }
    try {
      return connect(namespace, StandardProtocolFamily.INET6, "::1", port);
    } catch (IOException six) {
      throw new IOException(
          "failed to connect to localhost:"
              + port
              + " inside namespace \""
              + sandbox.id()
              + "\", IPv4: dial tcp4 127.0.0.1:"
              + port
              + ": "
              + words(four)
              + " IPv6 dial tcp6: [::1]:"
              + port
              + ": "
              + words(six),
          six);
    }
  }

  /** The host's own localhost must never be taken for a Pod's. */
  private static boolean isOurs(NetworkNamespace namespace) {
    try {
      return namespace.isOurs();
    } catch (IOException e) {
      return true; // it can't be looked at, let alone entered
    }
  }

  /** As the node itself would connect to the Pod. */
  public static SocketChannel address(String ip, int port) throws IOException {
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(ip);
    } catch (IllegalArgumentException e) {
      throw new IOException("the pod has no address", e);
    }
    try {
      return connect(SocketChannel.open(), new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new IOException("dial tcp " + ip + ":" + port + ": connect: " + words(e), e);
    }
  }

  /** The namespace can't be entered from here, whatever listens in it. */
  private static final class Unentered extends IOException {
    Unentered(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static SocketChannel connect(
      NetworkNamespace namespace, ProtocolFamily family, String host, int port) throws IOException {
    SocketChannel socket;
    try {
      socket = namespace.socket(family);
    } catch (IOException e) {
      throw new Unentered(e);
    }
    return connect(socket, new InetSocketAddress(InetAddress.ofLiteral(host), port));
  }

  private static SocketChannel connect(SocketChannel socket, InetSocketAddress to)
      throws IOException {
    try {
      socket.socket().connect(to, CONNECT_MILLIS);
      socket.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String words(IOException e) {
    return switch (e) {
      case SocketTimeoutException timeout -> "i/o timeout";
      default -> String.valueOf(e.getMessage()).toLowerCase(java.util.Locale.ROOT);
    };
  }
}
