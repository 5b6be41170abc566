package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.BodyFormat;
import dev.setpoint.common.error.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** Reads request bodies, up to the limit that kube-apiserver sets. */
final class Bodies {

  static final int LIMIT = 3 * 1024 * 1024;

  private static final String ATTRIBUTE = "dev.setpoint.api.rest.Bodies";
  private static final byte[] NOTHING = {};
  private static final int FIRST = 8 * 1024;

  private Bodies() {}

  /**
   * Takes in the body before the request gets its turn: who sends slowly keeps nobody waiting but
   * himself. Only what has come is kept room for, whatever is announced.
   */
  static void receive(HttpServletRequest request, BodyBudget.Share share, LimitsProperties limits)
      throws IOException {
    long announced = request.getContentLengthLong();
    boolean chunked = announced < 0 && request.getHeader("Transfer-Encoding") != null;
    if (chunked || (announced > 0 && announced <= LIMIT)) {
      int most = chunked ? LIMIT + 1 : (int) announced;
      byte[] body = receive(request.getInputStream(), most, share, limits);
      share.take(BodyBudget.weight(body));
      request.setAttribute(ATTRIBUTE, body);
    }
  }

  private static byte[] receive(
      InputStream in, int most, BodyBudget.Share share, LimitsProperties limits)
      throws IOException {
    long begun = System.nanoTime();
    byte[] body = new byte[Math.min(most, FIRST)];
    int length = 0;
    for (int count = 0; count >= 0 && length < most; length += Math.max(count, 0)) {
      if (length == body.length) {
        int room = Math.min(most, 2 * length);
        share.take(room);
        body = Arrays.copyOf(body, room);
      }
      count = readSome(in, body, length);
      if (System.nanoTime() - begun > limits.patienceNanos(length)) {
        throw tooSlow();
      }
    }
    return length == body.length ? body : Arrays.copyOf(body, length);
  }

  private static int readSome(InputStream in, byte[] body, int from) throws IOException {
    try {
      return in.read(body, from, body.length - from);
    } catch (IOException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        throw tooSlow();
      }
      throw e;
    }
  }

  /** What has been received. */
  static byte[] read(HttpServletRequest request) {
    if (request.getContentLengthLong() > LIMIT) {
      throw tooLarge();
    }
    byte[] body = request.getAttribute(ATTRIBUTE) instanceof byte[] bytes ? bytes : NOTHING;
    if (body.length > LIMIT) {
      throw tooLarge();
    }
    return body;
  }

  static BodyFormat format(HttpServletRequest request) {
    BodyFormat format = BodyFormat.of(request.getContentType());
    if (format == null) {
      throw ApiException.unsupportedMediaType(
          "the body of the request was in an unknown format - accepted media types include:"
              + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
    }
    return format;
  }

  private static ApiException tooSlow() {
    return ApiException.timeout("Timeout: request body did not arrive within the allotted timeout");
  }

  private static ApiException tooLarge() {
    return ApiException.tooLarge("Request entity too large: limit is " + LIMIT);
  }
}
