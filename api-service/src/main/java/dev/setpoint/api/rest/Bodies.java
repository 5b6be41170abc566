package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.BodyFormat;
import dev.setpoint.common.error.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Reads request bodies, up to the limit that kube-apiserver sets. */
final class Bodies {

  static final int LIMIT = 3 * 1024 * 1024;

  private Bodies() {}

  static byte[] read(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() > LIMIT) {
      throw tooLarge();
    }
    if (request.getAttribute(BodyBudget.ATTRIBUTE) instanceof BodyBudget.Share share) {
      share.take(announced(request));
    }
    byte[] body = request.getInputStream().readNBytes(LIMIT + 1);
    if (body.length > LIMIT) {
      throw tooLarge();
    }
    return body;
  }

  /** A body of unknown length may be as long as any. */
  private static long announced(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    boolean chunked = length < 0 && request.getHeader("Transfer-Encoding") != null;
    return chunked ? LIMIT : Math.max(length, 0);
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

  private static ApiException tooLarge() {
    return ApiException.tooLarge("Request entity too large: limit is " + LIMIT);
  }
}
