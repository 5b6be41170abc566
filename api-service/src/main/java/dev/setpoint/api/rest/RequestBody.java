package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.BodyFormat;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** A body of a form that can be decoded, within the size limit. */
public record RequestBody(byte[] bytes, BodyFormat format) {

  /** Throws 413 for too much, 415 for a form that is not read. */
  public static RequestBody read(HttpServletRequest request) throws IOException {
    byte[] bytes = Bodies.read(request);
    return new RequestBody(bytes, Bodies.format(request));
  }

  /** Whatever its form. */
  public static byte[] bytes(HttpServletRequest request) throws IOException {
    return Bodies.read(request);
  }
}
