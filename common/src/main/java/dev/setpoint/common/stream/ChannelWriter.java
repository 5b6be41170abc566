package dev.setpoint.common.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;

/** Writes messages from any thread; each is sent at once, and blocks while the peer is slow. */
public final class ChannelWriter {

  private final OutputStream out;
  private final ReentrantLock lock = new ReentrantLock();

  public ChannelWriter(OutputStream out) {
    this.out = out;
  }

  public void write(int channel, byte[] bytes) throws IOException {
    write(channel, bytes, 0, bytes.length);
  }

  public void write(int channel, byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    do {
      int part = Math.min(left, ChannelReader.LONGEST);
      send(channel, bytes, from, part);
      from += part;
      left -= part;
    } while (left > 0);
  }

  /** Says that nothing more will come on this channel. */
  public void close(int channel) throws IOException {
    write(Channel.CLOSE, new byte[] {(byte) channel});
  }

  private void send(int channel, byte[] bytes, int offset, int length) throws IOException {
    byte[] frame = new byte[5 + length];
    frame[0] = (byte) channel;
    frame[1] = (byte) (length >>> 24);
    frame[2] = (byte) (length >>> 16);
    frame[3] = (byte) (length >>> 8);
    frame[4] = (byte) length;
    System.arraycopy(bytes, offset, frame, 5, length);
    lock.lock();
    try {
      out.write(frame);
      out.flush();
    } finally {
      lock.unlock();
    }
  }
}
