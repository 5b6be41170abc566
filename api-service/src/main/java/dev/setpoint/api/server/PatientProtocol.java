package dev.setpoint.api.server;

import java.io.IOException;
import java.time.Duration;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * HTTP whose requests must get through their headers in a given time. Tomcat limits only the pauses
 * between two bytes, so that who sends one now and then could hold a connection for days. Tomcat
 * makes it by name.
 */
public final class PatientProtocol extends Http11NioProtocol {

  private volatile long patienceNanos = Long.MAX_VALUE;

  void setHeaderTimeout(Duration timeout) {
    patienceNanos = timeout.toNanos();
  }

  @Override
  protected Processor createProcessor() {
    return new PatientProcessor();
  }

  /** Serves one connection at a time; asked whenever bytes have come. */
  private final class PatientProcessor extends Http11Processor {

    /** When the headers that are being read began; 0 while none are. */
    private long begun;

    PatientProcessor() {
      super(PatientProtocol.this, PatientProtocol.this.getAdapter());
    }

    @Override
    public SocketState service(SocketWrapperBase<?> socket) throws IOException {
      long now = System.nanoTime();
      if (begun != 0 && now - begun > patienceNanos) {
        begun = 0;
        return SocketState.CLOSED;
      }
      SocketState state = super.service(socket);
      if (state != SocketState.LONG || isAsync()) {
        begun = 0;
      } else if (begun == 0) {
        begun = now;
      }
      return state;
    }
  }
}
