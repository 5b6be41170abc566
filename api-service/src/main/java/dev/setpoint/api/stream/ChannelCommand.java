package dev.setpoint.api.stream;

import dev.setpoint.api.upgrade.MessageSession;
import dev.setpoint.api.upgrade.WebSocketClient;
import dev.setpoint.common.stream.Channel;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A remote command over a WebSocket. */
final class ChannelCommand implements MessageSession, CommandClient, ChannelMessages.Sink {

  /** Only this version can close one channel and go on with the others. */
  static final String V5 = "v5.channel.k8s.io";

  static final List<String> PROTOCOLS =
      List.of(
          "",
          "channel.k8s.io",
          "base64.channel.k8s.io",
          "v4.channel.k8s.io",
          "v4.base64.channel.k8s.io",
          V5);

  private final CommandBridge bridge;
  private final CommandOptions options;
  private final ChannelMessages messages;
  private final boolean json;
  private final boolean base64;
  private volatile @Nullable ChannelOutput output;

  ChannelCommand(CommandBridge bridge, CommandOptions options, String protocol) {
    this.bridge = bridge;
    this.options = options;
    this.base64 = ChannelOutput.isBase64(protocol);
    this.json = protocol.startsWith("v");
    this.messages = new ChannelMessages(base64, protocol.equals(V5), this);
  }

  @Override
  public void opened(WebSocketClient client, String protocol) throws IOException {
    ChannelOutput out = new ChannelOutput(client, base64);
    output = out;
    int first =
        options.stdout() ? Channel.STDOUT : options.stderr() ? Channel.STDERR : Channel.ERROR;
    out.send(first, new byte[0], 0, 0);
    bridge.start(this);
  }

  @Override
  public void received(byte[] bytes, int offset, int length, boolean last) throws IOException {
    messages.part(bytes, offset, length, last);
  }

  @Override
  public void data(int channel, byte[] bytes, int offset, int length) {
    if ((channel == Channel.STDIN && options.stdin()) || channel == Channel.RESIZE) {
      bridge.input(channel, bytes, offset, length);
    }
  }

  @Override
  public void closed(int channel) {
    if (channel == Channel.STDIN) {
      bridge.endOfInput(channel);
    }
  }

  @Override
  public void gone() {
    bridge.clientGone();
  }

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public void write(int channel, byte[] bytes) throws IOException {
    ChannelOutput out = output;
    if (out != null) {
      out.send(channel, bytes, 0, bytes.length);
    }
  }

  @Override
  public void finish(byte[] status) throws IOException {
    byte[] text = CommandStatusText.of(status, json);
    if (text.length > 0) {
      write(Channel.ERROR, text);
    }
  }

  @Override
  public void close() {
    ChannelOutput out = output;
    if (out != null) {
      out.client().close();
    }
  }
}
