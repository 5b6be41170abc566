package dev.setpoint.api.rest;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Bounds the memory of all requests' bodies and of the trees that are made of them, many times
 * their size.
 */
final class BodyBudget {

  private static final int UNIT = 1024;

  /** What this little takes is the common case, and of few enough requests not to be counted. */
  private static final int FREE = 16 * UNIT;

  /** What a value takes in a tree: its node, and its place in the one above. */
  private static final int VALUE = 64;

  /**
   * A body is kept, and what it says is in its tree, in what is made of that, and in the answer.
   */
  private static final int COPIES = 4;

  private final Semaphore units;
  private final int capacity;

  BodyBudget(long bytes) {
    this.capacity = (int) (bytes / UNIT);
    this.units = new Semaphore(capacity);
  }

  /** At most what a body will take, going by the characters that part its values. */
  static long weight(byte[] body) {
    long values = 0;
    for (byte each : body) {
      if (each == ',' || each == '{' || each == '[' || each == '\n') {
        values++;
      }
    }
    return (long) COPIES * body.length + VALUE * values;
  }

  /** What one request has taken of the budget. */
  final class Share implements AutoCloseable {
    private int taken;

    /** Throws 429 when so much is not left; who wants more than there is may have it all. */
    void take(long bytes) {
      int wanted = bytes <= FREE ? 0 : (int) Math.min(bytes / UNIT, capacity) - taken;
      if (wanted <= 0) {
        return;
      }
      if (!units.tryAcquire(wanted)) {
        throw new ApiException(
            429,
            StatusReason.TooManyRequests,
            "Too many requests, please try again later.",
            new ApiException.Details("", "", "", "", List.of(), 1));
      }
      taken += wanted;
    }

    @Override
    public void close() {
      units.release(taken);
      taken = 0;
    }
  }

  Share open() {
    return new Share();
  }
}
