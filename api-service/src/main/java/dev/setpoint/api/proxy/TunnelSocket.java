package dev.setpoint.api.proxy;

import dev.setpoint.api.agent.AgentConnection;
import dev.setpoint.common.stream.Channel;
import dev.setpoint.common.stream.ChannelFrame;
import dev.setpoint.common.stream.ChannelReader;
import dev.setpoint.common.stream.ChannelWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** A Pod's port, reached through its node's agent; TLS can be laid over it like over any socket. */
final class TunnelSocket extends Socket {

  private final AgentConnection agent;
  private final InputStream in;
  private final OutputStream out;

  TunnelSocket(AgentConnection agent) {
    this.agent = agent;
    this.in = new Input(agent.reader());
    this.out = new Output(agent.writer());
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return !agent.isOpen();
  }

  @Override
  public void close() {
    agent.close();
  }

  private static final class Input extends InputStream {
    private final ChannelReader reader;
    private byte[] data = new byte[0];
    private int at;
    private boolean ended;

    Input(ChannelReader reader) {
      this.reader = reader;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      while (at == data.length && !ended) {
        ChannelFrame frame = reader.next();
        if (frame == null || frame.channel() == Channel.CLOSE) {
          ended = true;
        } else if (frame.channel() == Channel.STDOUT) {
          data = frame.data();
          at = 0;
        }
      }
      if (at == data.length) {
        return -1;
      }
      int n = Math.min(length, data.length - at);
      System.arraycopy(data, at, into, offset, n);
      at += n;
      return n;
    }
  }

  private static final class Output extends OutputStream {
    private final ChannelWriter writer;

    Output(ChannelWriter writer) {
      this.writer = writer;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length > 0) {
        writer.write(Channel.STDIN, bytes, offset, length);
      }
    }
  }
}
