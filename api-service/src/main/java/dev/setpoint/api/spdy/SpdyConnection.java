package dev.setpoint.api.spdy;

import dev.setpoint.api.upgrade.ByteSession;
import dev.setpoint.api.upgrade.ByteSink;
import dev.setpoint.common.stream.Heartbeat;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that speaks SPDY over any bytes. Like the library on the other side it keeps no windows:
 * TCP holds back whoever is too fast.
 */
public final class SpdyConnection implements ByteSession, SpdyDecoder.Handler {

  private static final Logger log = LoggerFactory.getLogger(SpdyConnection.class);

  /** Pings of servers have even numbers. */
  private static final int OUR_PING = 2;

  private static final int MOST_STREAMS = 1000;

  /** What is done with the streams that the client opens. */
  public interface Streams {

    /** The client is connected. */
    void connected(SpdyConnection client);

    /** Null refuses the stream. */
    SpdyStream.@Nullable Receiver opened(SpdyStream stream) throws IOException;

    /** The client has gone; called at least once, from any thread. */
    void gone();
  }

  private record Open(SpdyStream stream, SpdyStream.Receiver receiver) {}

  private final Streams streams;
  private final SpdyDecoder decoder = new SpdyDecoder(this);
  private final CountDownLatch gone = new CountDownLatch(1);

  /** Guarded by itself. */
  private final Map<Integer, Open> open = new HashMap<>();

  /** Held while a frame is sent; the first reply must be the first to leave. */
  private final ReentrantLock sending = new ReentrantLock();

  private volatile @Nullable ByteSink client;
  private volatile @Nullable Heartbeat heartbeat;
  private boolean replied;
  private int lastStream;

  public SpdyConnection(Streams streams) {
    this.streams = streams;
  }

  @Override
  public void opened(ByteSink sink) {
    client = sink;
    heartbeat = Heartbeat.start(() -> send(SpdyFrames.ping(OUR_PING)), this::gone);
    streams.connected(this);
  }

  @Override
  public void received(byte[] bytes, int offset, int length) throws IOException {
    decoder.feed(bytes, offset, length);
  }

  @Override
  public void gone() {
    gone.countDown();
    stopHeartbeat();
    decoder.close();
    streams.gone();
  }

  /** Says goodbye, gives the client a moment to read everything, and closes. */
  public void finish(long moment, TimeUnit unit) {
    try {
      send(SpdyFrames.goAway(lastStream));
      if (!gone.await(moment, unit)) {
        log.debug("A client does not leave by itself");
      }
    } catch (IOException e) {
      log.debug("A client left without a goodbye: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  public void close() {
    ByteSink to = client;
    client = null;
    if (to != null) {
      to.close();
    }
    stopHeartbeat();
    decoder.close();
  }

  private void stopHeartbeat() {
    Heartbeat beating = heartbeat;
    if (beating != null) {
      beating.close();
    }
  }

  @Override
  public void stream(int id, SpdyHeaders headers) throws IOException {
    if (id % 2 == 0 || id <= lastStream) {
      throw new SpdyViolation("a stream with the number " + id);
    }
    lastStream = id;
    SpdyStream stream = new SpdyStream(this, id, headers);
    SpdyStream.Receiver receiver = count() >= MOST_STREAMS ? null : streams.opened(stream);
    if (receiver == null) {
      send(SpdyFrames.reset(id, SpdyFrames.REFUSED_STREAM));
      return;
    }
    synchronized (open) {
      open.put(id, new Open(stream, receiver));
    }
    sending.lock();
    try {
      boolean first = !replied;
      replied = true;
      send(SpdyFrames.reply(id, first));
    } finally {
      sending.unlock();
    }
  }

  private int count() {
    synchronized (open) {
      return open.size();
    }
  }

  private @Nullable Open find(int id) {
    synchronized (open) {
      return open.get(id);
    }
  }

  @Override
  public void data(int id, byte[] bytes, int offset, int length) throws IOException {
    Open found = find(id);
    if (found != null) {
      found.receiver().data(bytes, offset, length);
    }
  }

  @Override
  public void end(int id) throws IOException {
    Open found = find(id);
    if (found != null) {
      found.receiver().end();
      found.stream().endedByPeer();
    }
  }

  @Override
  public void reset(int id) {
    Open found = find(id);
    if (found != null) {
      found.stream().resetByPeer();
      forget(id);
      found.receiver().reset();
    }
  }

  @Override
  public void ping(int id) throws IOException {
    if (id % 2 == 1) {
      send(SpdyFrames.ping(id));
    }
  }

  void forget(int id) {
    synchronized (open) {
      open.remove(id);
    }
  }

  void send(byte[] frame) throws IOException {
    sending.lock();
    try {
      ByteSink to = client;
      if (to == null) {
        throw new IOException("the client has gone");
      }
      to.write(frame, 0, frame.length);
    } finally {
      sending.unlock();
    }
  }
}
