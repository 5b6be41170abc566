package dev.setpoint.api.spdy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads compressed header blocks. They share one compression context, so each has to be read, and
 * in order; a block that grows beyond its bound ends the connection.
 */
final class HeaderBlocks implements AutoCloseable {

  static final int LONGEST = 16 * 1024;
  private static final int MOST_HEADERS = 64;

  private final Inflater inflater = new Inflater();
  private final byte[] plain = new byte[LONGEST];
  private boolean closed;

  SpdyHeaders read(byte[] block, int offset, int length) throws SpdyViolation {
    ByteBuffer bytes = ByteBuffer.wrap(plain, 0, inflate(block, offset, length));
    int count = number(bytes);
    if (count < 0 || count > MOST_HEADERS) {
      throw new SpdyViolation("too many headers");
    }
    Map<String, String> headers = HashMap.newHashMap(count);
    for (int i = 0; i < count; i++) {
      String name = text(bytes).toLowerCase(Locale.ROOT);
      String values = text(bytes);
      int first = values.indexOf('\0');
      headers.putIfAbsent(name, first < 0 ? values : values.substring(0, first));
    }
    return new SpdyHeaders(Map.copyOf(headers));
  }

  /** Keeps the compression in step with the peer's. */
  void skip(byte[] block, int offset, int length) throws SpdyViolation {
    inflate(block, offset, length);
  }

  private synchronized int inflate(byte[] block, int offset, int length) throws SpdyViolation {
    if (closed) {
      throw new SpdyViolation("the connection is closed");
    }
    inflater.setInput(block, offset, length);
    int size = 0;
    try {
      while (true) {
        int n = inflater.inflate(plain, size, plain.length - size);
        size += n;
        if (n == 0 && inflater.needsDictionary()) {
          inflater.setDictionary(HeaderDictionary.BYTES);
        } else if (size == plain.length) {
          throw new SpdyViolation("a header block is longer than " + (LONGEST - 1) + " bytes");
        } else if (n == 0) {
          return size;
        }
      }
    } catch (DataFormatException | IllegalArgumentException e) {
      throw new SpdyViolation("a header block is garbled");
    }
  }

  private static int number(ByteBuffer bytes) throws SpdyViolation {
    if (bytes.remaining() < 4) {
      throw new SpdyViolation("a header block is cut");
    }
    return bytes.getInt();
  }

  private static String text(ByteBuffer bytes) throws SpdyViolation {
    int length = number(bytes);
    if (length < 0 || length > bytes.remaining()) {
      throw new SpdyViolation("a header block is cut");
    }
    int from = bytes.position();
    bytes.position(from + length);
    return new String(
        Arrays.copyOfRange(bytes.array(), from, from + length), StandardCharsets.UTF_8);
  }

  /** Frees the native memory of the compression, from any thread. */
  @Override
  public synchronized void close() {
    closed = true;
    inflater.end();
  }
}
