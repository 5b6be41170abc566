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

  /** A strong hash of a document's content, in the upper case that Kubernetes uses. */
  public static String hash(byte[] content) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-512").digest(content))
          .toUpperCase(Locale.ROOT);
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
