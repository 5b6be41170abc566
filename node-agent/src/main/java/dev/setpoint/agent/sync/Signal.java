package dev.setpoint.agent.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Wakes waiters; none that looked at the count before waiting can miss a raise. */
final class Signal {

  private final Clock clock;
  private long count;

  Signal(Clock clock) {
    this.clock = clock;
  }

  synchronized void raise() {
    count++;
    notifyAll();
  }

  synchronized long count() {
    return count;
  }

  /** Waits until raised after {@code seen}, or until then; null waits for as long as it takes. */
  synchronized void await(long seen, @Nullable Instant until) throws InterruptedException {
    while (count == seen) {
      if (until == null) {
        wait();
      } else {
        long millis = Duration.between(clock.instant(), until).toMillis();
        if (millis <= 0) {
          return;
        }
        wait(millis);
      }
    }
  }
}
