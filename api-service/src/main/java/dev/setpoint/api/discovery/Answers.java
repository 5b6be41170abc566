package dev.setpoint.api.discovery;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Ways of answering that the handlers of non-resource paths share. */
public final class Answers {

  private Answers() {}

  public static void text(HttpServletResponse response, int code, String body) throws IOException {
    response.setHeader("X-Content-Type-Options", "nosniff");
    bytes(response, code, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  public static void bytes(HttpServletResponse response, int code, String type, byte[] body)
      throws IOException {
    response.setStatus(code);
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** What Go's mux says of a path that nobody registered. */
  public static void pageNotFound(HttpServletResponse response) throws IOException {
    text(response, 404, "404 page not found\n");
  }

  /** Refuses any method but GET, as go-restful does. */
  public static void requireGet(HttpServletRequest request) {
    if (!request.getMethod().equals("GET")) {
      throw new ApiException(
          405,
          StatusReason.MethodNotAllowed,
          "the server does not allow this method on the requested resource",
          new ApiException.Details("", "", "", "", List.of(), 0));
    }
  }

  /** Refuses clients that do not accept a type, whatever its parameters, as go-restful does. */
  public static void requireAccepted(HttpServletRequest request, String type) {
    if (!AcceptHeader.parse(request.getHeader("Accept")).acceptsType(type)) {
      throw new ApiException(
          406,
          StatusReason.NotAcceptable,
          "406: Not Acceptable\n\nAvailable representations: " + type,
          new ApiException.Details("", "", "", "", List.of(), 0));
    }
  }

  /** A strong hash of a document's content, in the upper case that Kubernetes uses. */
  public static String hash(byte[] content) {
    return HexFormat.of().formatHex(digest("SHA-512", content)).toUpperCase(Locale.ROOT);
  }

  static byte[] digest(String algorithm, byte[] content) {
    try {
      return MessageDigest.getInstance(algorithm).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the client already holds the content with this entity tag (RFC 9110, 13.1.2). */
  public static boolean holds(HttpServletRequest request, String quotedTag) {
    String sent = request.getHeader("If-None-Match");
    if (sent == null) {
      return false;
    }
    for (String tag : sent.split(",")) {
      String plain = tag.strip();
      if (plain.equals("*") || plain.equals(quotedTag) || plain.equals("W/" + quotedTag)) {
        return true;
      }
    }
    return false;
  }
}
