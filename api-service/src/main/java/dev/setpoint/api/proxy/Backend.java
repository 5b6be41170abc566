package dev.setpoint.api.proxy;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * An open connection to what is proxied to.
 *
 * @param host what stands for it in redirects, for example {@code 10.1.2.3:80}
 */
record Backend(String host, InputStream in, OutputStream out, Closeable connection)
    implements AutoCloseable {

  static Backend of(String host, Socket socket) throws IOException {
    return new Backend(
        host, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream(), socket);
  }

  /** Frees whoever waits for it, from any thread. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      return; // it is closed all the same
    }
  }
}
