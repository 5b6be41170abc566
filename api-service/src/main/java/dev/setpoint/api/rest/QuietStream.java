package dev.setpoint.api.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a stream that may be quiet for days, and ends when either side has gone. The request's own
 * thread writes and looks after the client; another one waits for what is to come.
 */
public final class QuietStream {

  private static final Logger log = LoggerFactory.getLogger(QuietStream.class);

  private static final long LOOK_EVERY_SECONDS = 5;
  private static final byte[] END = new byte[0];

  private QuietStream() {}

  /**
   * Returns whether the stream was copied to its end, and did not break off.
   *
   * @param gone whether the client has gone
   */
  public static boolean copy(InputStream in, OutputStream out, BooleanSupplier gone)
      throws IOException {
    // Small, so that a slow client slows the agent down instead of filling memory.
    BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(4);
    AtomicBoolean broken = new AtomicBoolean();
    Thread reader = Thread.ofVirtual().name("quiet-reader").start(() -> read(in, chunks, broken));
    try {
      while (true) {
        byte[] chunk = chunks.poll(LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
        if (chunk == null) {
          if (gone.getAsBoolean()) {
            return false;
          }
        } else if (chunk.length == 0) {
          return !broken.get();
        } else {
          out.write(chunk);
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      reader.interrupt();
      in.close();
    }
  }

  private static void read(InputStream in, BlockingQueue<byte[]> chunks, AtomicBoolean broken) {
    byte[] buffer = new byte[16 * 1024];
    try {
      try {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (read > 0) {
            chunks.put(java.util.Arrays.copyOf(buffer, read));
          }
        }
      } catch (IOException agentGone) {
        log.debug("A stream broke off: {}", agentGone.getMessage());
        broken.set(true);
      }
      chunks.put(END);
    } catch (InterruptedException followerGone) {
      Thread.currentThread().interrupt();
    }
  }
}
