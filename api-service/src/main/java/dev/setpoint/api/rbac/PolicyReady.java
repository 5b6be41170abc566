package dev.setpoint.api.rbac;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Holds requests that depend on policy back, for a while, until it has been read once. */
@Component
final class PolicyReady {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch unread = new CountDownLatch(RbacKind.values().length);
  private volatile boolean ready;

  void read() {
    unread.countDown();
    ready = unread.getCount() == 0;
  }

  void await() {
    if (ready) {
      return;
    }
    try {
      // When it takes longer, there is no policy, and so no right.
      ready = unread.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || ready;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
