package dev.setpoint.controller.addresses;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A CIDR range cut into blocks of equal size, each taken or free. What was freed is given again as
 * late as possible, so that old connections find nobody rather than somebody else. Not thread-safe.
 */
public final class BlockPool {

  /** As in Kubernetes' cidrset: more would be neither needed nor cheap to keep. */
  private static final int MAX_BITS = 16;

  private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

  private final BigInteger base;
  private final int width;
  private final int blockLength;
  private final int blocks;
  private final BitSet taken = new BitSet();
  private int next;

  /**
   * @param cidr for example {@code 10.244.0.0/16}; bits beyond the prefix are ignored
   * @param blockLength prefix length of a block
   * @throws IllegalArgumentException when the CIDR can't be read or the block is larger than it, or
   *     over 65,536 times smaller
   */
  public BlockPool(String cidr, int blockLength) {
    int slash = cidr.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(cidr + " is not a CIDR range");
    }
    byte[] address = address(cidr.substring(0, slash));
    this.width = address.length * 8;
    int length = length(cidr, slash);
    if (length > width || blockLength > width || blockLength < length) {
      throw new IllegalArgumentException("there are no blocks of /" + blockLength + " in " + cidr);
    }
    if (blockLength - length > MAX_BITS) {
      throw new IllegalArgumentException(
          "there are more than 65536 blocks of /" + blockLength + " in " + cidr);
    }
    this.blockLength = blockLength;
    this.blocks = 1 << (blockLength - length);
    this.base = new BigInteger(1, address).shiftRight(width - length).shiftLeft(width - length);
  }

  private static int length(String cidr, int slash) {
    try {
      return Integer.parseUnsignedInt(cidr.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(cidr + " is not a CIDR range", e);
    }
  }

  private static byte[] address(String literal) {
    try {
      return InetAddress.ofLiteral(literal).getAddress();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(literal + " is not an IP address", e);
    }
  }

  /** A free block's CIDR, now taken; empty when all are taken. */
  public Optional<String> take() {
    int free = taken.nextClearBit(next);
    if (free >= blocks) {
      free = taken.nextClearBit(0);
    }
    if (free >= blocks) {
      return Optional.empty();
    }
    taken.set(free);
    next = (free + 1) % blocks;
    return Optional.of(text(free) + "/" + blockLength);
  }

  /**
   * Takes every block that a range touches.
   *
   * @return whether there was any, all of them free
   */
  public boolean occupy(String cidr) {
    int first = index(cidr, false);
    int last = index(cidr, true);
    if (last < 0 || first >= blocks) {
      return false;
    }
    first = Math.max(first, 0);
    last = Math.min(last, blocks - 1);
    boolean free = taken.nextSetBit(first) < 0 || taken.nextSetBit(first) > last;
    taken.set(first, last + 1);
    return free;
  }

  /** Frees a block that was taken; others' ranges are none of the pool's business. */
  public void release(String cidr) {
    int index = index(cidr, false);
    if (index >= 0 && index < blocks) {
      taken.clear(index);
    }
  }

  /** Of the block with a range's first or last address; -1 or {@code blocks} beyond the pool. */
  private int index(String cidr, boolean lastAddress) {
    int slash = cidr.indexOf('/');
    byte[] address = address(slash < 0 ? cidr : cidr.substring(0, slash));
    if (address.length * 8 != width) {
      return lastAddress ? -1 : blocks;
    }
    int length = slash < 0 ? width : length(cidr, slash);
    BigInteger point =
        new BigInteger(1, address).shiftRight(width - length).shiftLeft(width - length);
    if (lastAddress) {
      point = point.add(BigInteger.ONE.shiftLeft(width - length)).subtract(BigInteger.ONE);
    }
    BigInteger offset = point.subtract(base).shiftRight(width - blockLength);
    return offset.max(BigInteger.ONE.negate()).min(BigInteger.valueOf(blocks)).intValue();
  }

  private String text(int index) {
    byte[] number =
        base.add(BigInteger.valueOf(index).shiftLeft(width - blockLength)).toByteArray();
    byte[] address = new byte[width / 8];
    int length = Math.min(number.length, address.length);
    System.arraycopy(number, number.length - length, address, address.length - length, length);
    try {
      return shortened(InetAddress.getByAddress(address).getHostAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With the longest run of zeros left out (RFC 5952). */
  private static String shortened(String address) {
    return ZEROS
        .matcher(address)
        .results()
        .max(Comparator.comparingInt((MatchResult run) -> run.group().length()))
        .map(run -> address.substring(0, run.start()) + "::" + address.substring(run.end()))
        .orElse(address);
  }
}
