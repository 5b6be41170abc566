package dev.setpoint.api.stream;

import dev.setpoint.api.spdy.SpdyConnection;
import dev.setpoint.api.spdy.SpdyStream;
import dev.setpoint.common.stream.Channel;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A remote command over SPDY: the client opens a stream for each of input, output, errors… */
final class SpdyCommand implements SpdyConnection.Streams, CommandClient {

  /** The client's versions that are spoken, as it negotiates them. */
  static final List<String> PROTOCOLS =
      List.of("v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io");

  private static final Map<String, Integer> CHANNELS =
      Map.of(
          "stdin", Channel.STDIN,
          "stdout", Channel.STDOUT,
          "stderr", Channel.STDERR,
          "error", Channel.ERROR,
          "resize", Channel.RESIZE);
  private static final long STREAMS_SECONDS = 30;
  private static final long GOODBYE_SECONDS = 5;

  private final CommandBridge bridge;
  private final boolean json;
  private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
  private final CountDownLatch missing;
  private volatile @Nullable SpdyConnection connection;
  private volatile boolean gone;

  SpdyCommand(CommandBridge bridge, CommandOptions options, String protocol) {
    this.bridge = bridge;
    this.json = protocol.startsWith("v4");
    boolean resizes = options.tty() && (json || protocol.startsWith("v3"));
    this.missing =
        new CountDownLatch(
            1
                + (options.stdin() ? 1 : 0)
                + (options.stdout() ? 1 : 0)
                + (options.stderr() ? 1 : 0)
                + (resizes ? 1 : 0));
  }

  @Override
  public void connected(SpdyConnection client) {
    connection = client;
    bridge.start(this);
  }

  @Override
  public SpdyStream.@Nullable Receiver opened(SpdyStream stream) {
    Integer channel = CHANNELS.get(stream.headers().get("streamType"));
    if (channel == null || streams.putIfAbsent(channel, stream) != null) {
      return null;
    }
    missing.countDown();
    boolean input = channel == Channel.STDIN || channel == Channel.RESIZE;
    return new SpdyStream.Receiver() {
      @Override
      public void data(byte[] bytes, int offset, int length) {
        if (input) {
          bridge.input(channel, bytes, offset, length);
        }
      }

      @Override
      public void end() {
        if (input) {
          bridge.endOfInput(channel);
        }
      }
    };
  }

  @Override
  public void gone() {
    gone = true;
    while (missing.getCount() > 0) {
      missing.countDown();
    }
    bridge.clientGone();
  }

  @Override
  public boolean ready() throws InterruptedException {
    return missing.await(STREAMS_SECONDS, TimeUnit.SECONDS) && !gone;
  }

  @Override
  public void write(int channel, byte[] bytes) throws IOException {
    SpdyStream stream = streams.get(channel);
    if (stream != null) {
      stream.write(bytes, 0, bytes.length);
    }
  }

  @Override
  public void finish(byte[] status) throws IOException {
    write(Channel.ERROR, CommandStatusText.of(status, json));
    for (SpdyStream stream : streams.values()) {
      stream.end();
    }
    SpdyConnection client = connection;
    if (client != null) {
      client.finish(GOODBYE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    SpdyConnection client = connection;
    if (client != null) {
      client.close();
    }
  }
}
