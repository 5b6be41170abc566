package dev.setpoint.api.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** An answer's body, compressed when it turns out long and the client accepts gzip. */
final class CompressedOutput extends OutputStream {

  static final int THRESHOLD = 128 * 1024;
  private static final int BUFFER = 32 * 1024;

  private final HttpServletResponse response;
  private @Nullable ByteArrayOutputStream held;
  private @Nullable OutputStream out;

  private CompressedOutput(HttpServletResponse response, boolean compress) throws IOException {
    this.response = response;
    if (compress) {
      held = new ByteArrayOutputStream(BUFFER);
    } else {
      out = response.getOutputStream();
    }
  }

  static CompressedOutput of(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return new CompressedOutput(response, accepts(request));
  }

  private static boolean accepts(HttpServletRequest request) {
    String header = request.getHeader("Accept-Encoding");
    if (header == null) {
      return false;
    }
    for (String token : header.split(",")) {
      if (token.trim().equals("gzip")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteArrayOutputStream waiting = held;
    if (out == null && waiting != null) {
      waiting.write(bytes, offset, length);
      if (waiting.size() > THRESHOLD) {
        compress(waiting);
      }
    } else if (out != null) {
      out.write(bytes, offset, length);
    }
  }

  private void compress(ByteArrayOutputStream waiting) throws IOException {
    response.setHeader("Content-Encoding", "gzip");
    response.addHeader("Vary", "Accept-Encoding");
    OutputStream fast =
        new GZIPOutputStream(response.getOutputStream(), BUFFER) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        };
    waiting.writeTo(fast);
    held = null;
    out = fast;
  }

  /** Ends the body; without this a compressed one is cut off. */
  @Override
  public void close() throws IOException {
    ByteArrayOutputStream waiting = held;
    if (waiting != null) {
      response.setContentLength(waiting.size());
      waiting.writeTo(response.getOutputStream());
      held = null;
    } else if (out instanceof GZIPOutputStream gzip) {
      gzip.finish();
    }
  }
}
