package dev.setpoint.api.audit;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;

/** Copies the body as it is read. */
final class CapturingRequest extends HttpServletRequestWrapper {

  private final CapturedBody body;

  CapturingRequest(HttpServletRequest request, CapturedBody body) {
    super(request);
    this.body = body;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    ServletInputStream in = super.getInputStream();
    return new ServletInputStream() {
      @Override
      public int read() throws IOException {
        int read = in.read();
        if (read >= 0) {
          body.add(new byte[] {(byte) read}, 0, 1);
        }
        return read;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int read = in.read(into, offset, length);
        body.add(into, offset, read);
        return read;
      }

      @Override
      public boolean isFinished() {
        return in.isFinished();
      }

      @Override
      public boolean isReady() {
        return in.isReady();
      }

      @Override
      public void setReadListener(ReadListener listener) {
        in.setReadListener(listener);
      }
    };
  }
}
