package dev.setpoint.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Port numbers for servers that must know theirs before they bind it. */
final class FreePort {

  private FreePort() {}

  static int orElse(int wanted) throws IOException {
    return wanted != 0 ? wanted : any();
  }

  static int any() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
