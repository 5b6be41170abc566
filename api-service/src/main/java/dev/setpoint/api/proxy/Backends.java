package dev.setpoint.api.proxy;

import dev.setpoint.api.agent.AgentConnection;
import dev.setpoint.api.agent.AgentRefusal;
import dev.setpoint.api.agent.Agents;
import dev.setpoint.common.error.ApiException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Connects to what requests are proxied to. */
@Component
class Backends {

  private static final int CONNECT_MILLIS = 10_000;

  private final Agents agents;

  Backends(Agents agents) {
    this.agents = agents;
  }

  Backend open(Location location) {
    try {
      return switch (location) {
        case Location.OfPod pod -> pod(pod);
        case Location.OfAgent agent -> {
          AgentConnection connection = agents.connect(agent.agent());
          connection.waitFor(0);
          yield new Backend(
              agent.agent().host() + ":" + agent.agent().port(),
              connection.in(),
              connection.out(),
              connection::close);
        }
        case Location.OfNode node -> node(node);
      };
    } catch (AgentRefusal e) {
      throw unreachable(e.text());
    } catch (IOException e) {
      throw unreachable(String.valueOf(e.getMessage()));
    }
  }

  static ApiException unreachable(String why) {
    return ApiException.unavailable("error trying to reach service: " + why);
  }

  private Backend pod(Location.OfPod pod) throws IOException, AgentRefusal {
    String path = pod.pod().path("dial", String.valueOf(pod.port())) + "?uid=" + pod.pod().uid();
    Socket socket = new TunnelSocket(agents.upgrade(pod.agent(), path));
    return over(socket, pod.ip(), pod.port(), pod.secure());
  }

  private static Backend node(Location.OfNode node) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral(node.ip()), node.port()), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      socket.close();
      throw new IOException(
          "dial tcp " + node.ip() + ":" + node.port() + ": connect: " + words(e), e);
    }
    return over(socket, node.ip(), node.port(), node.secure());
  }

  private static String words(IOException e) {
    return e instanceof SocketTimeoutException
        ? "i/o timeout"
        : String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
  }

  private static Backend over(Socket socket, String ip, int port, boolean secure)
      throws IOException {
    String host = (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port;
    if (!secure) {
      return Backend.of(host, socket);
    }
    try {
      Backend tls = Backend.of(host, AnyCertificate.over(socket, ip, port));
      // Closing what is below never waits for a TLS writer that is stuck.
      return new Backend(host, tls.in(), tls.out(), socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
