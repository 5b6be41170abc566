package dev.setpoint.api.watch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One open watch: every matching change exactly once, in revision order. Must be closed. */
public interface Watcher extends AutoCloseable {

  /**
   * The next event, or null when none came in time.
   *
   * @throws WatchClosed when the server ended this watch (too slow, or shutting down)
   */
  @Nullable WatchEvent next(Duration atMost) throws InterruptedException, WatchClosed;

  @Override
  void close();

  /** The stream ends here; the client resumes from the last revision it saw. */
  final class WatchClosed extends Exception {
    public WatchClosed(String message) {
      super(message);
    }
  }
}
