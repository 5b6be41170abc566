package dev.setpoint.api.spdy;

import java.io.IOException;

/** One stream that the client has opened. */
public final class SpdyStream {

  /** What is done with what comes on a stream. A call that blocks slows the whole client down. */
  public interface Receiver {

    void data(byte[] bytes, int offset, int length) throws IOException;

    /** The client sends no more. */
    default void end() throws IOException {}

    /** The client wants nothing more of this stream. */
    default void reset() {}
  }

  /** Longer pieces of data would keep other streams waiting. */
  private static final int LONGEST_DATA = 32 * 1024;

  private final SpdyConnection connection;
  private final int id;
  private final SpdyHeaders headers;

  /** Guarded by this. */
  private boolean ended;

  /** Guarded by this. */
  private boolean endedByPeer;

  SpdyStream(SpdyConnection connection, int id, SpdyHeaders headers) {
    this.connection = connection;
    this.id = id;
    this.headers = headers;
  }

  public int id() {
    return id;
  }

  public SpdyHeaders headers() {
    return headers;
  }

  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int at = 0; at < length; at += LONGEST_DATA) {
      if (isEnded()) {
        return; // reset meanwhile: nobody wants the rest
      }
      int part = Math.min(length - at, LONGEST_DATA);
      connection.send(SpdyFrames.data(id, bytes, offset + at, part, false));
    }
  }

  /** Says that nothing more will come; saying it again does nothing. */
  public void end() throws IOException {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    connection.send(SpdyFrames.data(id, new byte[0], 0, 0, true));
    forgetIfDone();
  }

  private synchronized boolean isEnded() {
    return ended;
  }

  void endedByPeer() {
    synchronized (this) {
      endedByPeer = true;
    }
    forgetIfDone();
  }

  synchronized void resetByPeer() {
    ended = true;
    endedByPeer = true;
  }

  private void forgetIfDone() {
    boolean done;
    synchronized (this) {
      done = ended && endedByPeer;
    }
    if (done) {
      connection.forget(id);
    }
  }
}
