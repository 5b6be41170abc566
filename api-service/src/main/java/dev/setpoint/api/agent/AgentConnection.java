package dev.setpoint.api.agent;

import dev.setpoint.common.stream.Channel;
import dev.setpoint.common.stream.ChannelReader;
import dev.setpoint.common.stream.ChannelWriter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection to an agent, with both sides' certificates shown, of which its user owns every byte.
 * Closing it from any thread frees whoever waits for it.
 */
public final class AgentConnection implements AutoCloseable {

  private static final int CONNECT_MILLIS = 10_000;
  private static final int ANSWER_MILLIS = 30_000;
  private static final int LONGEST_LINE = 8 * 1024;
  private static final int LONGEST_ERROR = 2048;

  /** Below the TLS one, whose close would wait for a writer that is stuck. */
  private final Socket plain;

  private final SSLSocket tls;
  private final InputStream in;
  private final OutputStream out;

  private AgentConnection(Socket plain, SSLSocket tls) throws IOException {
    this.plain = plain;
    this.tls = tls;
    this.in = new BufferedInputStream(tls.getInputStream(), 32 * 1024);
    this.out = tls.getOutputStream();
  }

  static AgentConnection open(SSLSocketFactory sockets, AgentAddress agent) throws IOException {
    Socket plain = new Socket();
    try {
      InetAddress address = InetAddress.ofLiteral(agent.host());
      plain.connect(new InetSocketAddress(address, agent.port()), CONNECT_MILLIS);
      plain.setTcpNoDelay(true);
      plain.setKeepAlive(true);
      plain.setSoTimeout(ANSWER_MILLIS);
      SSLSocket tls = (SSLSocket) sockets.createSocket(plain, agent.host(), agent.port(), true);
      tls.startHandshake();
      return new AgentConnection(plain, tls);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /**
   * Asks the agent to speak channels from here on.
   *
   * @param path with its query, escaped
   */
  void upgrade(String path) throws IOException, AgentRefusal {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: agent\r\nConnection: Upgrade\r\nUpgrade: "
            + Channel.PROTOCOL
            + "\r\nContent-Length: 0\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    String[] status = line().split(" ", 3);
    String header;
    do {
      header = line();
    } while (!header.isEmpty());
    int code = status.length < 2 ? 0 : Integer.parseInt(status[1]);
    if (code == 101) {
      plain.setSoTimeout(0);
      return;
    }
    // Whatever it is, an agent's answer is no place to be sent elsewhere from (CVE-2020-8559).
    String text = new String(in.readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8).strip();
    throw new AgentRefusal(code >= 400 && code < 600 ? code : 502, text);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = in.read()) != '\n') {
      if (c < 0 || line.length() >= LONGEST_LINE) {
        throw new IOException("the agent's answer is cut or too long");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  public ChannelReader reader() {
    return new ChannelReader(in);
  }

  public ChannelWriter writer() {
    return new ChannelWriter(out);
  }

  /** For an HTTP answer that may take its time. */
  public void waitFor(int millis) throws IOException {
    plain.setSoTimeout(millis);
  }

  public InputStream in() {
    return in;
  }

  public OutputStream out() {
    return out;
  }

  public boolean isOpen() {
    return !tls.isClosed() && !plain.isClosed();
  }

  @Override
  public void close() {
    try {
      plain.close();
    } catch (IOException e) {
      return; // it is closed all the same
    }
  }
}
