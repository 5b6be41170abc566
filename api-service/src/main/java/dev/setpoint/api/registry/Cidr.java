package dev.setpoint.api.registry;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses by prefix.
 *
 * @param given the address as written, which may have bits behind the prefix
 * @param bits length of the prefix
 */
public record Cidr(IpAddress given, int bits) {

  /** Null for what is no range. */
  public static @Nullable Cidr parse(String text) {
    int slash = text.indexOf('/');
    IpAddress address = slash < 0 ? null : IpAddress.parse(text.substring(0, slash));
    if (address == null || !text.substring(slash + 1).matches("\\d|[1-9]\\d{1,2}")) {
      return null;
    }
    int bits = Integer.parseInt(text.substring(slash + 1));
    return bits <= address.bytes().length * 8 ? new Cidr(address, bits) : null;
  }

  public IpAddress network() {
    byte[] bytes = given.bytes();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(bits - 8L * i, 0, 8);
      bytes[i] &= (byte) (0xff << (8 - kept));
    }
    return IpAddress.of(bytes);
  }

  public boolean contains(IpAddress address) {
    return address.isV4() == given.isV4() && new Cidr(address, bits).network().equals(network());
  }

  /** How many addresses the range has. */
  public BigInteger size() {
    return BigInteger.ONE.shiftLeft(given.bytes().length * 8 - bits);
  }

  /** The address at an offset from the range's first. */
  public IpAddress at(BigInteger offset) {
    byte[] first = network().bytes();
    byte[] sum = new BigInteger(1, first).add(offset).toByteArray();
    byte[] bytes = new byte[first.length];
    for (int i = 1; i <= Math.min(bytes.length, sum.length); i++) {
      bytes[bytes.length - i] = sum[sum.length - i];
    }
    return IpAddress.of(bytes);
  }

  boolean hasBitsBehindPrefix() {
    return !Arrays.equals(given.bytes(), network().bytes());
  }

  @Override
  public String toString() {
    return network() + "/" + bits;
  }
}
