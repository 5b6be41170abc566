package dev.setpoint.api.upgrade;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is spoken inside SPDY, as client and server agree on it in the upgrade's headers. */
public final class StreamProtocols {

  private static final String OFFERED = "X-Stream-Protocol-Version";

  private StreamProtocols() {}

  public static boolean isSpdyAskedFor(HttpServletRequest request) {
    String upgrade = request.getHeader("Upgrade");
    String connection = request.getHeader("Connection");
    return upgrade != null
        && connection != null
        && upgrade.toLowerCase(Locale.ROOT).contains("spdy/3.1")
        && connection.toLowerCase(Locale.ROOT).contains("upgrade");
  }

  /** Null when the refusal has been answered. */
  public static @Nullable String negotiate(
      HttpServletRequest request, HttpServletResponse response, Collection<String> spoken)
      throws IOException {
    List<String> offered =
        Collections.list(request.getHeaders(OFFERED)).stream()
            .flatMap(list -> Arrays.stream(list.split(",")))
            .map(String::trim)
            .filter(protocol -> !protocol.isEmpty())
            .toList();
    if (offered.isEmpty()) {
      text(response, 400, "unable to upgrade: " + OFFERED + " is required");
      return null;
    }
    for (String protocol : offered) {
      if (spoken.contains(protocol)) {
        response.setHeader(OFFERED, protocol);
        return protocol;
      }
    }
    spoken.forEach(protocol -> response.addHeader("X-Accepted-Stream-Protocol-Versions", protocol));
    text(
        response,
        403,
        "unable to upgrade: unable to negotiate protocol: client supports ["
            + String.join(" ", offered)
            + "], server accepts ["
            + String.join(" ", spoken)
            + "]");
    return null;
  }

  /** An answer in place of an upgrade, as plain as kubelet's own. */
  public static void text(HttpServletResponse response, int code, String text) throws IOException {
    response.setStatus(code);
    response.setContentType("text/plain; charset=utf-8");
    response.setHeader("X-Content-Type-Options", "nosniff");
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
