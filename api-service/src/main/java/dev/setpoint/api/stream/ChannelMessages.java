package dev.setpoint.api.stream;

import dev.setpoint.common.stream.Channel;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Takes WebSocket messages of the {@code channel.k8s.io} family apart: the first byte is the
 * channel, the rest its data, in the base64 variants as text. Data is passed on part by part.
 */
final class ChannelMessages {

  /** What a message says. */
  interface Sink {

    /** The bytes are valid during the call. */
    void data(int channel, byte[] bytes, int offset, int length) throws IOException;

    /** The client sends no more on this channel. */
    void closed(int channel) throws IOException;
  }

  private static final int NONE = -1;

  private final boolean base64;
  private final boolean closes;
  private final Sink sink;
  private int channel = NONE;

  /** Fewer than four characters of base64 that wait for the next part. */
  private byte[] rest = new byte[0];

  /**
   * @param closes whether messages on channel 255 close others, as since version 5
   */
  ChannelMessages(boolean base64, boolean closes, Sink sink) {
    this.base64 = base64;
    this.closes = closes;
    this.sink = sink;
  }

  void part(byte[] bytes, int offset, int length, boolean last) throws IOException {
    int at = offset;
    int end = offset + length;
    if (channel == NONE && at < end) {
      int first = bytes[at++] & 0xff;
      channel = base64 ? first - '0' : first;
      if (channel < 0) {
        throw new IOException("a message without a channel");
      }
    }
    if (channel == Channel.CLOSE && closes) {
      if (at < end) {
        sink.closed(bytes[at] & 0xff);
      }
    } else if (base64) {
      text(bytes, at, end, last);
    } else if (at < end) {
      sink.data(channel, bytes, at, end - at);
    }
    if (last) {
      channel = NONE;
    }
  }

  private void text(byte[] bytes, int from, int end, boolean last) throws IOException {
    byte[] all = Arrays.copyOf(rest, rest.length + end - from);
    System.arraycopy(bytes, from, all, rest.length, end - from);
    int whole = last ? all.length : all.length - all.length % 4;
    rest = Arrays.copyOfRange(all, whole, all.length);
    if (whole == 0) {
      return;
    }
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(Arrays.copyOf(all, whole));
    } catch (IllegalArgumentException e) {
      throw new IOException("a message is not base64", e);
    }
    if (decoded.length > 0) {
      sink.data(channel, decoded, 0, decoded.length);
    }
  }
}
