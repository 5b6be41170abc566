package dev.setpoint.api.proxy;

import dev.setpoint.common.error.ApiException;
import java.net.InetAddress;

/**
 * Which addresses may be proxied to. What a status says is not to be trusted with the API server's
 * own loopback or the link's metadata services.
 */
final class ProxyableAddress {

  private ProxyableAddress() {}

  static void require(String ip) {
    if (!allowed(ip)) {
      throw ApiException.badRequest("address not allowed");
    }
  }

  static boolean allowed(String ip) {
    try {
      InetAddress address = InetAddress.ofLiteral(ip);
      return !address.isLoopbackAddress()
          && !address.isLinkLocalAddress()
          && !address.isMulticastAddress()
          && !address.isAnyLocalAddress()
          && !ip.equals("255.255.255.255");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
