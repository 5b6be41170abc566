package dev.setpoint.agent.server;

import dev.setpoint.agent.network.PodConnector;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.sync.PodWorkers;
import dev.setpoint.common.stream.Channel;
import dev.setpoint.common.stream.ChannelFrame;
import dev.setpoint.common.stream.ChannelReader;
import dev.setpoint.common.stream.ChannelWriter;
import dev.setpoint.common.stream.Heartbeat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /portForward/NAMESPACE/POD/PORT} connects to the Pod's localhost, {@code
 * /dial/NAMESPACE/POD/PORT} to the Pod's address as the node sees it.
 */
final class PortHandler implements AgentServer.Handler {

  private static final Logger log = LoggerFactory.getLogger(PortHandler.class);

  private final PodFinder pods;
  private final ContainerRuntime runtime;

  PortHandler(PodFinder pods, ContainerRuntime runtime) {
    this.pods = pods;
    this.runtime = runtime;
  }

  @Override
  public void handle(Request request, Exchange exchange) throws IOException {
    PodWorkers.KnownPod pod = pods.find(request, exchange);
    if (pod == null) {
      return;
    }
    int port = port(request.path().get(3));
    if (port == 0) {
      exchange.text(400, "not a port: " + request.path().get(3));
      return;
    }
    SocketChannel socket;
    try {
      ContainerState sandbox = pod.sandbox().isEmpty() ? null : runtime.inspect(pod.sandbox());
      socket = connect(pod, sandbox, request.path().getFirst().equals("dial"), port);
    } catch (RuntimeFailure e) {
      exchange.text(500, e.message());
      return;
    } catch (IOException e) {
      exchange.text(500, String.valueOf(e.getMessage()));
      return;
    }
    try (socket) {
      relay(socket, exchange);
    }
  }

  private static SocketChannel connect(
      PodWorkers.KnownPod pod, @Nullable ContainerState sandbox, boolean dial, int port)
      throws IOException {
    if (sandbox == null || !sandbox.running()) {
      throw new IOException("the pod does not run");
    }
    boolean host = Boolean.TRUE.equals(pod.pod().getSpec().getHostNetwork());
    if (!dial) {
      return PodConnector.local(sandbox, !host, port);
    }
    String hostIp = pod.status() == null ? null : pod.status().getHostIP();
    return PodConnector.address(host && hostIp != null ? hostIp : sandbox.ip(), port);
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port >= 1 && port <= 65_535 ? port : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static void relay(SocketChannel socket, Exchange exchange) throws IOException {
    ChannelWriter out = exchange.upgrade();
    Thread input =
        Thread.ofVirtual()
            .name("forward-input")
            .start(
                () -> {
                  // The client's end, unlike that of its sending, ends everything.
                  try (socket) {
                    feed(new ChannelReader(exchange.in()), socket);
                  } catch (IOException e) {
                    log.debug("A forwarded connection broke off: {}", e.getMessage());
                  }
                });
    byte[] buffer = new byte[32 * 1024];
    ByteBuffer bytes = ByteBuffer.wrap(buffer);
    try (Heartbeat _ = Exchange.heartbeat(out, () -> close(socket))) {
      while (socket.read(bytes.clear()) >= 0) {
        out.write(Channel.STDOUT, buffer, 0, bytes.position());
      }
      out.close(Channel.STDOUT);
      input.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("A forwarded connection did not close cleanly: {}", e.getMessage());
    }
  }

  private static void feed(ChannelReader in, SocketChannel socket) throws IOException {
    boolean takes = true;
    ChannelFrame frame;
    while ((frame = in.next()) != null) {
      takes = takes && passed(frame, socket);
    }
  }

  /** What the Pod no longer takes is dropped; what it has sent may still be under way. */
  private static boolean passed(ChannelFrame frame, SocketChannel socket) {
    try {
      if (frame.channel() == Channel.STDIN) {
        ByteBuffer data = ByteBuffer.wrap(frame.data());
        while (data.hasRemaining()) {
          socket.write(data);
        }
      } else if (frame.channel() == Channel.CLOSE) {
        socket.shutdownOutput();
      }
      return true;
    } catch (IOException e) {
      log.debug("A forwarded connection takes no more: {}", e.getMessage());
      return false;
    }
  }
}
