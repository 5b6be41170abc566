package dev.setpoint.api.spdy;

import java.nio.ByteBuffer;

/** The frames that a server sends. */
final class SpdyFrames {

  static final int REFUSED_STREAM = 3;

  /** Deflate without compressing: two bytes of zlib, then the number 0 in a stored block. */
  private static final byte[] START = {0x78, 0x01};

  /** An empty block after it lets the reader go on without waiting for more. */
  private static final byte[] NO_HEADERS = {
    0, 4, 0, (byte) 0xfb, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff
  };

  private SpdyFrames() {}

  /**
   * Accepts a stream, without headers of our own.
   *
   * @param first whether it is the connection's first reply: all share one stream of zlib
   */
  static byte[] reply(int id, boolean first) {
    int length = 4 + (first ? START.length : 0) + NO_HEADERS.length;
    ByteBuffer frame = control(SpdyDecoder.SYN_REPLY, length).putInt(id);
    if (first) {
      frame.put(START);
    }
    return frame.put(NO_HEADERS).array();
  }

  static byte[] data(int id, byte[] bytes, int offset, int length, boolean last) {
    return ByteBuffer.allocate(8 + length)
        .putInt(id)
        .putInt((last ? SpdyDecoder.FIN << 24 : 0) | length)
        .put(bytes, offset, length)
        .array();
  }

  static byte[] reset(int id, int status) {
    return control(SpdyDecoder.RST_STREAM, 8).putInt(id).putInt(status).array();
  }

  static byte[] ping(int id) {
    return control(SpdyDecoder.PING, 4).putInt(id).array();
  }

  static byte[] goAway(int lastStream) {
    return control(7, 8).putInt(lastStream).putInt(0).array();
  }

  private static ByteBuffer control(int type, int length) {
    return ByteBuffer.allocate(8 + length)
        .putInt(0x80000000 | SpdyDecoder.VERSION << 16 | type)
        .putInt(length);
  }
}
