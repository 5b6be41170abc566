package dev.setpoint.api.rest;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a number of requests run at once and others wait their turn, first come, first served: a
 * burst is served late rather than refused.
 */
final class Turnstile {

  private final Semaphore free;
  private final Semaphore places;
  private final Duration patience;

  /**
   * @param running how many run at once
   * @param queue how many more may wait
   * @param patience how long one waits before it is refused
   */
  Turnstile(int running, int queue, Duration patience) {
    this.free = new Semaphore(running, true);
    this.places = new Semaphore(queue);
    this.patience = patience;
  }

  /** Without waiting, and not past anybody who waits. */
  boolean tryEnter() {
    return !free.hasQueuedThreads() && free.tryAcquire();
  }

  /** False when too many wait already, the wait was too long, or the thread was interrupted. */
  boolean enter() {
    if (tryEnter()) {
      return true;
    }
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      return free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      places.release();
    }
  }

  void leave() {
    free.release();
  }

  int waiting() {
    return free.getQueueLength();
  }
}
