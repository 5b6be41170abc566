package dev.setpoint.api.proxy;

import dev.setpoint.api.proxy.HttpAnswer.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which headers pass through a proxy: none that are for one hop, none that say who asks. */
final class ForwardedHeaders {

  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "proxy-connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");
  private static final Set<String> OURS =
      Set.of(
          "authorization",
          "host",
          "content-length",
          "expect",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto",
          "x-forwarded-uri");
  private static final Set<String> CORS =
      Set.of(
          "access-control-allow-credentials",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-allow-origin");
  private static final String BEARER = "base64url.bearer.authorization.k8s.io.";

  private ForwardedHeaders() {}

  /** What a backend gets of a client's headers. */
  static List<Header> ofRequest(List<Header> headers) {
    List<Header> kept = new ArrayList<>();
    for (Header header : endToEnd(headers)) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (name.equals("sec-websocket-protocol")) {
        String protocols = withoutToken(header.value());
        if (!protocols.isEmpty()) {
          kept.add(new Header(header.name(), protocols));
        }
      } else if (!OURS.contains(name)
          && !name.startsWith("impersonate-")
          && !name.startsWith("x-remote-")) {
        kept.add(header);
      }
    }
    return kept;
  }

  /** Browsers carry their token in the list of subprotocols. */
  private static String withoutToken(String protocols) {
    return String.join(
        ", ",
        Arrays.stream(protocols.split(","))
            .map(String::strip)
            .filter(protocol -> !protocol.startsWith(BEARER))
            .toList());
  }

  /** What a client gets of a backend's: which pages may read the answer is not for it to say. */
  static List<Header> ofAnswer(List<Header> headers) {
    return endToEnd(headers).stream()
        .filter(h -> !CORS.contains(h.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** Without what is meant for this hop, by itself or by the word of Connection. */
  private static List<Header> endToEnd(List<Header> headers) {
    List<String> named =
        headers.stream()
            .filter(h -> h.is("Connection"))
            .flatMap(h -> Arrays.stream(h.value().split(",")))
            .map(token -> token.strip().toLowerCase(Locale.ROOT))
            .toList();
    return headers.stream()
        .filter(h -> !HOP_BY_HOP.contains(h.name().toLowerCase(Locale.ROOT)))
        .filter(h -> !named.contains(h.name().toLowerCase(Locale.ROOT)))
        .toList();
  }
}
