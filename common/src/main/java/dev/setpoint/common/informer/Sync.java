package dev.setpoint.common.informer;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for caches to fill. */
final class Sync {

  private static final Duration POLL = Duration.ofMillis(20);

  private Sync() {}

  static boolean await(BooleanSupplier done, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }
}
