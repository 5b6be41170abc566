package dev.setpoint.api.rest;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Bounds the bytes of all request bodies that are held at once: each becomes a tree many times its
 * size.
 */
final class BodyBudget {

  static final String ATTRIBUTE = "dev.setpoint.api.rest.BodyBudget";

  private static final int UNIT = 1024;

  /** Bodies up to this size are the common case, and few enough at once not to be counted. */
  private static final int FREE = 64 * UNIT;

  private final Semaphore units;

  BodyBudget(long bytes) {
    this.units = new Semaphore((int) (bytes / UNIT));
  }

  /** What one request has taken of the budget. */
  final class Share implements AutoCloseable {
    private int taken;

    /** Throws 429 when so much is not left. */
    void take(long bytes) {
      int wanted = bytes <= FREE ? 0 : (int) (bytes / UNIT) - taken;
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
