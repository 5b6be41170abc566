package dev.setpoint.api.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body up to its end, as its head tells where that is: by length, by chunks, or at the close. */
final class AnswerBody extends InputStream {

  private static final long UNTIL_CLOSED = -1;

  private final InputStream in;
  private final boolean chunked;

  /** Bytes until the end of the body or of the present chunk. */
  private long left;

  private boolean inChunk;
  private boolean ended;

  private AnswerBody(InputStream in, boolean chunked, long length) {
    this.in = in;
    this.chunked = chunked;
    this.left = length;
    this.ended = !chunked && length == 0;
  }

  static InputStream of(HttpAnswer answer, boolean head, InputStream in) throws IOException {
    if (head || answer.status() == 204 || answer.status() == 304) {
      return InputStream.nullInputStream();
    }
    if (answer.chunked()) {
      return new AnswerBody(in, true, 0);
    }
    String length = answer.header("Content-Length");
    return new AnswerBody(in, false, length.isEmpty() ? UNTIL_CLOSED : number(length, 10));
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long number = Long.parseLong(text, radix);
      if (number < 0 || text.startsWith("+")) {
        throw new IOException("malformed HTTP response");
      }
      return number;
    } catch (NumberFormatException e) {
      throw new IOException("malformed HTTP response", e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (chunked && !ended && left == 0) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int most = left == UNTIL_CLOSED ? length : (int) Math.min(length, left);
    int n = in.read(into, offset, most);
    if (n < 0) {
      if (left != UNTIL_CLOSED) {
        throw new EOFException("unexpected EOF");
      }
      ended = true;
      return -1;
    }
    if (left != UNTIL_CLOSED) {
      left -= n;
      ended = !chunked && left == 0;
    }
    return n;
  }

  @Override
  public int available() throws IOException {
    int some = ended ? 0 : in.available();
    return left == UNTIL_CLOSED ? some : (int) Math.min(some, left);
  }

  private void nextChunk() throws IOException {
    if (inChunk && !HttpAnswer.line(in).isEmpty()) {
      throw new IOException("malformed chunked encoding");
    }
    inChunk = true;
    String size = HttpAnswer.line(in);
    int extension = size.indexOf(';');
    left = number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
    if (left == 0) {
      ended = true;
      String trailer;
      do {
        trailer = HttpAnswer.line(in);
      } while (!trailer.isEmpty());
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
