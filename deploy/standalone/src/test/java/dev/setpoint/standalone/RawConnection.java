package dev.setpoint.standalone;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A connection to the API service on which anything may be said. */
final class RawConnection implements AutoCloseable {

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3})");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where to and as whom; one for many connections. */
  static final class Target {
    private final SSLSocketFactory sockets;
    private final int port;
    private final String token;

    Target(Path kubeconfig) throws Exception {
      Config config = Config.fromKubeconfig(kubeconfig.toFile());
      sockets = SSLUtils.sslContext(config).getSocketFactory();
      port = URI.create(config.getMasterUrl()).getPort();
      token = config.getAutoOAuthToken();
    }

    RawConnection connect() throws IOException {
      SSLSocket socket = (SSLSocket) sockets.createSocket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      return new RawConnection(socket, token);
    }
  }

  private final SSLSocket socket;
  private final String token;
  private final OutputStream out;
  private final InputStream in;

  private RawConnection(SSLSocket socket, String token) throws IOException {
    this.socket = socket;
    this.token = token;
    this.out = socket.getOutputStream();
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends lines, ended as HTTP ends them, in which {@code $AUTH} is the header that it names. */
  RawConnection send(String... lines) throws IOException {
    String text = String.join("\r\n", lines) + "\r\n";
    return sendBytes(text.replace("$AUTH", "Authorization: Bearer " + token));
  }

  RawConnection sendBytes(String bytes) throws IOException {
    out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return this;
  }

  /** Whether something comes, or the end, within a time. */
  boolean hasAnswer(Duration wait) throws IOException {
    socket.setSoTimeout((int) wait.toMillis());
    try {
      in.mark(1);
      if (in.read() >= 0) {
        in.reset();
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout((int) PATIENCE.toMillis());
    }
  }

  /** All that comes until the server closes the connection. */
  String untilClosed() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The status codes of the answers in what came. */
  static List<Integer> codes(String answers) {
    Matcher lines = STATUS_LINE.matcher(answers);
    return lines.results().map(line -> Integer.parseInt(line.group(1))).toList();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
