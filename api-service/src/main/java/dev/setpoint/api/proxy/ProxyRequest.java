package dev.setpoint.api.proxy;

import dev.setpoint.api.proxy.HttpAnswer.Header;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The request as the backend gets it, framed anew. */
record ProxyRequest(HttpServletRequest request, ProxyPath path, boolean upgrade) {

  static ProxyRequest of(HttpServletRequest request, ProxyPath path) {
    String connection = request.getHeader("Connection");
    return new ProxyRequest(
        request,
        path,
        connection != null && connection.toLowerCase(Locale.ROOT).contains("upgrade"));
  }

  void writeHead(OutputStream out) throws IOException {
    StringBuilder head = new StringBuilder();
    String query = request.getQueryString();
    head.append(request.getMethod()).append(' ');
    head.append(path.rest().isEmpty() ? "/" : path.rest());
    head.append(query == null ? "" : "?" + query).append(" HTTP/1.1\r\n");
    add(head, "Host", host());
    for (Header header : ForwardedHeaders.ofRequest(headers())) {
      add(head, header.name(), header.value());
    }
    String before = request.getHeader("X-Forwarded-For");
    String client = request.getRemoteAddr();
    add(head, "X-Forwarded-For", before == null ? client : before + ", " + client);
    add(head, "X-Forwarded-Host", host());
    add(head, "X-Forwarded-Proto", request.getScheme());
    add(head, "X-Forwarded-Uri", path.prefix() + path.rest());
    if (upgrade) {
      add(head, "Connection", "Upgrade");
      add(head, "Upgrade", request.getHeader("Upgrade"));
    } else {
      add(head, "Connection", "close");
    }
    if (chunked()) {
      add(head, "Transfer-Encoding", "chunked");
    } else if (hasBody()) {
      add(head, "Content-Length", String.valueOf(request.getContentLengthLong()));
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private String host() {
    String host = request.getHeader("Host");
    return host == null ? "localhost" : host;
  }

  /** The server has refused line ends in headers before; they would be another request here. */
  private static void add(StringBuilder head, String name, @Nullable String value) {
    if (value != null && value.indexOf('\r') < 0 && value.indexOf('\n') < 0) {
      head.append(name).append(": ").append(value).append("\r\n");
    }
  }

  private List<Header> headers() {
    List<Header> headers = new ArrayList<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      for (String value : Collections.list(request.getHeaders(name))) {
        headers.add(new Header(name, value));
      }
    }
    return headers;
  }

  boolean hasBody() {
    return chunked() || request.getContentLengthLong() >= 0;
  }

  private boolean chunked() {
    return request.getHeader("Transfer-Encoding") != null;
  }

  /** As it comes, so that no body has to fit anywhere. */
  void writeBody(OutputStream out) throws IOException {
    InputStream body = request.getInputStream();
    byte[] buffer = new byte[16 * 1024];
    int n;
    while ((n = body.read(buffer)) >= 0) {
      if (chunked() && n > 0) {
        out.write((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(buffer, 0, n);
        out.write(new byte[] {'\r', '\n'});
      } else {
        out.write(buffer, 0, n);
      }
      out.flush();
    }
    if (chunked()) {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }
}
