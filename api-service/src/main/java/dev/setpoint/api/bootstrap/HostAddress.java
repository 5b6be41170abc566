package dev.setpoint.api.bootstrap;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Collections;
import java.util.stream.Stream;

/** The address by which other hosts know this one. */
final class HostAddress {

  /** Reserved for documentation: asking for the way there sends nothing. */
  private static final InetSocketAddress ELSEWHERE =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 9);

  private HostAddress() {}

  /** That of the default route, else any that is not of this host alone; empty for none. */
  static String get() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(ELSEWHERE);
      if (isReachable(socket.getLocalAddress())) {
        return socket.getLocalAddress().getHostAddress();
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      // No default route.
    }
    return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
        .flatMap(NetworkInterface::inetAddresses)
        .flatMap(each -> isReachable(each) ? Stream.of(each.getHostAddress()) : Stream.empty())
        .map(text -> text.replaceAll("%.*", ""))
        .findFirst()
        .orElse("");
  }

  private static boolean isReachable(InetAddress address) {
    return !address.isLoopbackAddress()
        && !address.isAnyLocalAddress()
        && !address.isLinkLocalAddress();
  }
}
