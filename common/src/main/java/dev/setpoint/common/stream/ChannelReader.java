package dev.setpoint.common.stream;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads messages: a byte for the channel, four for the length, the bytes. */
public final class ChannelReader {

  /** A longer message is an error; writers cut theirs into pieces. */
  static final int LONGEST = 64 * 1024;

  private final DataInputStream in;

  public ChannelReader(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /** Null at an end between two messages. */
  public @Nullable ChannelFrame next() throws IOException {
    int channel = in.read();
    if (channel < 0) {
      return null;
    }
    int length = in.readInt();
    if (length < 0 || length > LONGEST) {
      throw new IOException("a message of " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] data = in.readNBytes(length);
    if (data.length < length) {
      throw new EOFException("the stream ends in a message");
    }
    return new ChannelFrame(channel, data);
  }
}
