package dev.setpoint.api.spdy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts bytes, however they arrive, into frames. Data is passed on as it comes and never gathered;
 * of a control frame no more than a bounded header block is held.
 */
public final class SpdyDecoder implements AutoCloseable {

  /** What a frame says. Frames that Kubernetes' clients have no use for are passed over. */
  public interface Handler {

    void stream(int id, SpdyHeaders headers) throws IOException;

    /** The bytes are valid during the call. */
    void data(int id, byte[] bytes, int offset, int length) throws IOException;

    /** The peer sends no more on this stream. */
    void end(int id) throws IOException;

    void reset(int id) throws IOException;

    void ping(int id) throws IOException;
  }

  static final int SYN_STREAM = 1;
  static final int SYN_REPLY = 2;
  static final int RST_STREAM = 3;
  static final int PING = 6;
  static final int HEADERS = 8;
  static final int FIN = 1;
  static final int VERSION = 3;
  private static final int HEAD = 8;

  private final Handler handler;
  private final HeaderBlocks blocks = new HeaderBlocks();
  private final ByteBuffer head = ByteBuffer.allocate(HEAD);
  private byte[] control = new byte[256];
  private int held;

  /** Payload bytes of the present frame still to come; -1 between frames. */
  private int left = -1;

  private boolean isData;
  private int type;
  private int flags;
  private int stream;

  public SpdyDecoder(Handler handler) {
    this.handler = handler;
  }

  public void feed(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end || left == 0) {
      if (left < 0) {
        int n = Math.min(end - at, head.remaining());
        head.put(bytes, at, n);
        at += n;
        if (!head.hasRemaining()) {
          begin();
        }
      } else {
        int n = Math.min(end - at, left);
        payload(bytes, at, n);
        at += n;
        left -= n;
        if (left == 0) {
          finish();
          left = -1;
        }
      }
    }
  }

  private void begin() throws SpdyViolation {
    int first = head.getInt(0);
    int second = head.getInt(4);
    head.clear();
    isData = first >= 0;
    flags = second >>> 24;
    left = second & 0xffffff;
    held = 0;
    if (isData) {
      stream = first;
      return;
    }
    type = first & 0xffff;
    if ((first >>> 16 & 0x7fff) != VERSION) {
      throw new SpdyViolation("not SPDY/3");
    }
    if (left > HeaderBlocks.LONGEST) {
      throw new SpdyViolation("a control frame is longer than " + HeaderBlocks.LONGEST + " bytes");
    }
  }

  private void payload(byte[] bytes, int offset, int length) throws IOException {
    if (isData) {
      if (length > 0) {
        handler.data(stream, bytes, offset, length);
      }
      return;
    }
    if (control.length < held + length) {
      control = Arrays.copyOf(control, Math.max(held + left, 256));
    }
    System.arraycopy(bytes, offset, control, held, length);
    held += length;
  }

  private void finish() throws IOException {
    if (isData) {
      if ((flags & FIN) != 0) {
        handler.end(stream);
      }
      return;
    }
    switch (type) {
      case SYN_STREAM -> {
        int id = number(0, 10);
        handler.stream(id, blocks.read(control, 10, held - 10));
        endIfLast(id);
      }
      case SYN_REPLY, HEADERS -> {
        int id = number(0, 4);
        blocks.skip(control, 4, held - 4);
        endIfLast(id);
      }
      case RST_STREAM -> handler.reset(number(0, 8));
      case PING -> handler.ping(number(0, 4));
      default -> {
        // SETTINGS, GOAWAY, WINDOW_UPDATE and the unknown: neither side keeps windows.
      }
    }
  }

  private void endIfLast(int id) throws IOException {
    if ((flags & FIN) != 0) {
      handler.end(id);
    }
  }

  private int number(int offset, int least) throws SpdyViolation {
    if (held < least) {
      throw new SpdyViolation("a control frame is cut");
    }
    return ByteBuffer.wrap(control).getInt(offset) & 0x7fffffff;
  }

  @Override
  public void close() {
    blocks.close();
  }
}
