package dev.setpoint.agent.server;

import dev.setpoint.common.stream.Channel;
import dev.setpoint.common.stream.ChannelWriter;
import dev.setpoint.common.stream.Heartbeat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The answer to one request; each connection carries one. */
final class Exchange {

  private static final String TEXT = "text/plain; charset=utf-8";

  private final InputStream in;
  private final OutputStream out;
  private boolean streaming;

  Exchange(Socket socket) throws IOException {
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** What the client sends, from where its request ended. */
  InputStream in() {
    return in;
  }

  /** Hands the connection over to channels; the client has asked for that. */
  ChannelWriter upgrade() throws IOException {
    String head =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "
            + Channel.PROTOCOL
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return new ChannelWriter(out);
  }

  /** Notices a client that has gone while what it sends is held back. */
  static Heartbeat heartbeat(ChannelWriter out, Runnable lost) {
    return Heartbeat.start(() -> out.write(Channel.STDOUT, new byte[0]), lost);
  }

  void text(int status, String text) throws IOException {
    whole(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  void json(byte[] body) throws IOException {
    whole(200, "application/json", body);
  }

  private void whole(int status, String type, byte[] body) throws IOException {
    head(status, type, "Content-Length: " + body.length + "\r\n");
    out.write(body);
    out.flush();
  }

  /** Starts an answer of unknown length. */
  void startStream() throws IOException {
    head(200, TEXT, "Transfer-Encoding: chunked\r\n");
    out.flush();
    streaming = true;
  }

  boolean streaming() {
    return streaming;
  }

  void chunk(byte[] bytes, int length) throws IOException {
    if (length > 0) {
      out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(bytes, 0, length);
      out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  void endStream() throws IOException {
    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private void head(int status, String type, String more) throws IOException {
    String head =
        "HTTP/1.1 "
            + status
            + " "
            + (status == 200 ? "OK" : "Error")
            + "\r\nContent-Type: "
            + type
            + "\r\nConnection: close\r\n"
            + more
            + "\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
  }

  /** Runs {@code action} as soon as the client goes away; it may be the only way to notice. */
  void onHangUp(Runnable action) {
    Thread.ofVirtual()
        .name("hang-up")
        .start(
            () -> {
              try {
                while (in.read() >= 0) {
                  // a GET has no body; whatever comes is of no interest
                }
              } catch (IOException e) {
                // gone just the same
              }
              action.run();
            });
  }
}
