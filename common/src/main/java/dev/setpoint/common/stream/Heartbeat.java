package dev.setpoint.common.stream;

import java.io.IOException;
import java.time.Duration;

/**
 * Writes to a peer from time to time, which is the only way to learn that it has gone while its own
 * bytes are held back by whoever they are for.
 */
public final class Heartbeat implements AutoCloseable {

  private static final Duration EVERY = Duration.ofSeconds(10);

  /** Something to write that says nothing. */
  public interface Beat {
    void send() throws IOException;
  }

  private final Thread thread;

  private Heartbeat(Thread thread) {
    this.thread = thread;
  }

  /**
   * Begins.
   *
   * @param lost run once the peer does not take it
   */
  public static Heartbeat start(Beat beat, Runnable lost) {
    return new Heartbeat(
        Thread.ofVirtual()
            .name("heartbeat")
            .start(
                () -> {
                  try {
                    while (true) {
                      Thread.sleep(EVERY);
                      beat.send();
                    }
                  } catch (IOException e) {
                    lost.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // it is over
                  }
                }));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
