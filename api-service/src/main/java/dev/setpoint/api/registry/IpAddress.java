package dev.setpoint.api.registry;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IP address, read as leniently as Kubernetes reads fields that were never strict: leading zeros
 * count as decimal, and an IPv4 address in the form of the newer family is one of the older.
 */
public final class IpAddress {

  private static final Pattern V4 = Pattern.compile("\\d{1,8}(\\.\\d{1,8}){3}");

  private final InetAddress address;

  private IpAddress(InetAddress address) {
    this.address = address;
  }

  /** Null for what is no address; never asks a resolver. */
  public static @Nullable IpAddress parse(String text) {
    byte[] bytes = V4.matcher(text).matches() ? v4(text) : IpText.isIp(text) ? v6(text) : null;
    return bytes == null ? null : of(bytes);
  }

  static IpAddress of(byte[] bytes) {
    try {
      return new IpAddress(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("No address has " + bytes.length + " bytes", e);
    }
  }

  private static byte @Nullable [] v4(String text) {
    String[] parts = text.split("\\.", -1);
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      int part = Integer.parseInt(parts[i]);
      if (part > 255) {
        return null;
      }
      bytes[i] = (byte) part;
    }
    return bytes;
  }

  /** The bytes of a text that is known to be an address of the newer family. */
  private static byte[] v6(String text) {
    try {
      // A literal in brackets is never looked up.
      return InetAddress.getByName("[" + text + "]").getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  public boolean isV4() {
    return address instanceof Inet4Address;
  }

  byte[] bytes() {
    return address.getAddress();
  }

  boolean isUnspecified() {
    return address.isAnyLocalAddress();
  }

  boolean isLoopback() {
    return address.isLoopbackAddress();
  }

  boolean isLinkLocal() {
    return address.isLinkLocalAddress();
  }

  boolean isLinkLocalMulticast() {
    byte[] bytes = bytes();
    return isV4()
        ? bytes[0] == (byte) 224 && bytes[1] == 0 && bytes[2] == 0
        : bytes[0] == (byte) 0xff && (bytes[1] & 0x0f) == 0x02;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpAddress ip && ip.address.equals(address);
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }

  /** The canonical form: dotted, or that of RFC 5952. */
  @Override
  public String toString() {
    if (isV4()) {
      return address.getHostAddress();
    }
    byte[] bytes = bytes();
    int[] groups = new int[8];
    Arrays.setAll(groups, i -> (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff));
    int gapAt = -1;
    int gap = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && groups[i + length] == 0) {
        length++;
      }
      if (length > gap) {
        gapAt = i;
        gap = length;
      }
      i += length;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == gapAt) {
        out.append("::");
        i += gap - 1;
      } else {
        if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
          out.append(':');
        }
        out.append(Integer.toHexString(groups[i]));
      }
    }
    return out.toString();
  }
}
