package dev.setpoint.agent.probe;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * One GET over a connection of its own. The JDK's clients refuse a Host header of the user's, which
 * probes may set, and keep threads and connections for later; a probe needs neither.
 */
public final class HttpCheck {

  private static final SSLContext ANY_CERTIFICATE = trustAnyone();

  private HttpCheck() {}

  /** Succeeds on any answer from 200 to 399. */
  public static Outcome get(HTTPGetAction action, String podIp, int port, Duration limit) {
    String scheme =
        action.getScheme() == null ? "http" : action.getScheme().toLowerCase(Locale.ROOT);
    String host = action.getHost() == null || action.getHost().isEmpty() ? podIp : action.getHost();
    String path = action.getPath() == null || action.getPath().isEmpty() ? "/" : action.getPath();
    if (!path.startsWith("/")) {
      path = "/" + path;
    }
    String url = scheme + "://" + host + ":" + port + path;
    try {
      int status = status(action, scheme, host, port, path, limit);
      return status >= 200 && status < 400
          ? Outcome.ok()
          : Outcome.failed("HTTP probe failed with statuscode: " + status);
    } catch (SocketTimeoutException e) {
      return Outcome.failed(
          "Get \""
              + url
              + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
    } catch (ConnectException e) {
      return Outcome.failed(
          "Get \"" + url + "\": dial tcp " + host + ":" + port + ": connect: connection refused");
    } catch (IOException e) {
      return Outcome.failed("Get \"" + url + "\": " + e.getMessage());
    }
  }

  private static int status(
      HTTPGetAction action, String scheme, String host, int port, String path, Duration limit)
      throws IOException {
    int millis = (int) limit.toMillis();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), millis);
      plain.setSoTimeout(millis);
      Socket socket = scheme.equals("https") ? tls(plain, host, port) : plain;
      socket.getOutputStream().write(request(action, host, port, path));
      socket.getOutputStream().flush();
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), 1024);
      String line = reader.readLine();
      String[] parts = line == null ? new String[0] : line.split(" ", 3);
      if (parts.length < 2 || !parts[0].startsWith("HTTP/")) {
        throw new IOException(line == null ? "EOF" : "malformed HTTP response \"" + line + "\"");
      }
      try {
        return Integer.parseInt(parts[1]);
      } catch (NumberFormatException e) {
        throw new IOException("malformed HTTP status code \"" + parts[1] + "\"", e);
      }
    }
  }

  private static byte[] request(HTTPGetAction action, String host, int port, String path) {
    List<HTTPHeader> headers =
        action.getHttpHeaders() == null ? List.of() : action.getHttpHeaders();
    StringBuilder text = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
    if (!has(headers, "Host")) {
      text.append("Host: ").append(host).append(':').append(port).append("\r\n");
    }
    if (!has(headers, "User-Agent")) {
      text.append("User-Agent: kube-probe/1.33\r\n");
    }
    if (!has(headers, "Accept")) {
      text.append("Accept: */*\r\n");
    }
    for (HTTPHeader header : headers) {
      text.append(clean(header.getName())).append(": ");
      text.append(clean(header.getValue() == null ? "" : header.getValue())).append("\r\n");
    }
    return text.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String clean(String text) {
    return text.replace("\r", "").replace("\n", "");
  }

  private static boolean has(List<HTTPHeader> headers, String name) {
    return headers.stream().anyMatch(h -> h.getName().equalsIgnoreCase(name));
  }

  private static SSLSocket tls(Socket plain, String host, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket) ANY_CERTIFICATE.getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** A probe asks whether a Pod answers, not who it is. */
  private static SSLContext trustAnyone() {
    X509ExtendedTrustManager anyone =
        new X509ExtendedTrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

          @Override
          public void checkClientTrusted(
              X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

          @Override
          public void checkServerTrusted(
              X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager @Nullable [] {anyone}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
