package dev.setpoint.agent.runtime.docker;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection to the engine that an answer takes over ("hijacks"): unlike docker-java's it can end
 * its own direction and keep the other.
 */
final class EngineConnection implements AutoCloseable {

  private static final int LONGEST_HEAD = 16 * 1024;
  private static final int LONGEST_ERROR = 64 * 1024;

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocate(32 * 1024).flip();

  private EngineConnection(SocketChannel channel) {
    this.channel = channel;
  }

  static EngineConnection open(URI host) throws IOException {
    if ("unix".equals(host.getScheme())) {
      return new EngineConnection(SocketChannel.open(UnixDomainSocketAddress.of(host.getPath())));
    }
    return new EngineConnection(
        SocketChannel.open(new InetSocketAddress(host.getHost(), host.getPort())));
  }

  /** Asks for the connection; a refusal is thrown in the engine's words. */
  void upgrade(String path, byte[] json) throws IOException {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + json.length
            + "\r\n\r\n";
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    write(start, 0, start.length);
    write(json, 0, json.length);
    String status = line();
    int length = 0;
    boolean chunked = false;
    int read = status.length();
    String line;
    while (!(line = line()).isEmpty()) {
      read += line.length();
      if (read > LONGEST_HEAD) {
        throw new IOException("the engine's answer has too long a head");
      }
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
      chunked |= header.startsWith("transfer-encoding:");
    }
    String[] parts = status.split(" ", 3);
    int code = parts.length < 2 ? 0 : Integer.parseInt(parts[1]);
    if (code == 101 || code == 200) {
      return;
    }
    if (chunked) {
      length = Integer.parseInt(line(), 16);
    }
    throw DockerCalls.ofStatus(
        code,
        DockerStreams.errorMessage(text(Math.min(length, LONGEST_ERROR))),
        new IOException("status " + code));
  }

  private String text(int length) throws IOException {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int n = read(bytes, at, length - at);
      if (n < 0) {
        break;
      }
      at += n;
    }
    return new String(bytes, 0, at, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    byte[] one = new byte[1];
    while (true) {
      if (read(one, 0, 1) < 0) {
        throw new EOFException("the engine closed the connection");
      }
      if (one[0] == '\n') {
        break;
      }
      if (line.length() >= LONGEST_HEAD) {
        throw new IOException("the engine's answer has too long a line");
      }
      line.append((char) (one[0] & 0xff));
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  /** -1 at the end. One thread at a time. */
  int read(byte[] into, int offset, int length) throws IOException {
    if (!in.hasRemaining()) {
      in.clear();
      int n;
      try {
        n = channel.read(in);
      } finally {
        in.flip();
      }
      if (n < 0) {
        return -1;
      }
    }
    int n = Math.min(length, in.remaining());
    in.get(into, offset, n);
    return n;
  }

  /** One thread at a time; it may be another one than reads. */
  void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes, offset, length);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
