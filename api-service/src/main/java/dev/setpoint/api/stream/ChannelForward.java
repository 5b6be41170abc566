package dev.setpoint.api.stream;

import dev.setpoint.api.upgrade.MessageSession;
import dev.setpoint.api.upgrade.WebSocketClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Forwarded ports over a WebSocket, as Java clients speak them: one connection per port, on a
 * channel for data and the next one for errors, each of which begins with the port's number.
 */
final class ChannelForward implements MessageSession, ChannelMessages.Sink {

  static final List<String> PROTOCOLS =
      List.of("", "v4.channel.k8s.io", "v4.base64.channel.k8s.io");

  private final List<Port> connections = new ArrayList<>();
  private final AtomicInteger running;
  private final ChannelMessages messages;
  private final boolean base64;
  private volatile @Nullable ChannelOutput output;

  ChannelForward(PodPorts ports, ForwardPorts wanted, String protocol) {
    for (int port : wanted.numbers()) {
      connections.add(new Port(ports, port, 2 * connections.size()));
    }
    this.running = new AtomicInteger(connections.size());
    this.base64 = ChannelOutput.isBase64(protocol);
    this.messages = new ChannelMessages(base64, false, this);
  }

  @Override
  public void opened(WebSocketClient client, String protocol) throws IOException {
    ChannelOutput out = new ChannelOutput(client, base64);
    output = out;
    for (Port each : connections) {
      byte[] number = {(byte) each.port, (byte) (each.port >>> 8)};
      out.send(each.channel, number, 0, 2);
      out.send(each.channel + 1, number, 0, 2);
    }
    connections.forEach(each -> each.connection.start());
  }

  @Override
  public void received(byte[] bytes, int offset, int length, boolean last) throws IOException {
    messages.part(bytes, offset, length, last);
  }

  @Override
  public void data(int channel, byte[] bytes, int offset, int length) throws IOException {
    if (channel % 2 == 0 && channel / 2 < connections.size()) {
      connections.get(channel / 2).connection.data(bytes, offset, length);
    }
  }

  @Override
  public void closed(int channel) {}

  @Override
  public void gone() {
    connections.forEach(each -> each.connection.close());
  }

  private void send(int channel, byte[] bytes) throws IOException {
    ChannelOutput out = output;
    if (out != null) {
      out.send(channel, bytes, 0, bytes.length);
    }
  }

  private final class Port implements ForwardedConnection.Client {
    private final int port;
    private final int channel;
    private final ForwardedConnection connection;

    Port(PodPorts ports, int port, int channel) {
      this.port = port;
      this.channel = channel;
      this.connection = new ForwardedConnection(ports, port, this);
    }

    @Override
    public void data(byte[] bytes) throws IOException {
      send(channel, bytes);
    }

    @Override
    public void failed(String message) throws IOException {
      send(channel + 1, message.getBytes(StandardCharsets.UTF_8));
    }

    /** There are no half-closed channels: the Pod's end ends the connection. */
    @Override
    public void end() {
      connection.close();
    }

    @Override
    public void closed() {
      ChannelOutput out = output;
      if (running.decrementAndGet() == 0 && out != null) {
        out.client().close();
      }
    }
  }
}
