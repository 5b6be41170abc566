package dev.setpoint.api.rest;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Limits how many short requests run at once, and interrupts those that run too long. */
@Component
@EnableConfigurationProperties(LimitsProperties.class)
final class InFlight {

  private final Semaphore reads;
  private final Semaphore writes;
  private final long timeoutNanos;
  private final Set<Slot> running = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("request-deadlines").daemon().unstarted(task));

  InFlight(LimitsProperties limits) {
    this.reads = new Semaphore(limits.readsInFlight());
    this.writes = new Semaphore(limits.writesInFlight());
    this.timeoutNanos = limits.requestTimeout().toNanos();
    clock.scheduleWithFixedDelay(this::interruptLate, 1, 1, TimeUnit.SECONDS);
  }

  @PreDestroy
  void close() {
    clock.shutdownNow();
  }

  /** Takes a slot for the current thread, or throws 429. */
  Slot enter(boolean write) {
    Semaphore semaphore = write ? writes : reads;
    if (!semaphore.tryAcquire()) {
      throw new ApiException(
          429,
          StatusReason.TooManyRequests,
          "Too many requests, please try again later.",
          new ApiException.Details("", "", "", "", List.of(), 1));
    }
    Slot slot = new Slot(semaphore, Thread.currentThread(), System.nanoTime());
    running.add(slot);
    return slot;
  }

  private void interruptLate() {
    long now = System.nanoTime();
    for (Slot slot : running) {
      if (now - slot.since > timeoutNanos) {
        slot.interrupt();
      }
    }
  }

  /** One running request. */
  final class Slot implements AutoCloseable {
    private final Semaphore semaphore;
    private final Thread thread;
    private final long since;
    private boolean late;
    private boolean done;

    Slot(Semaphore semaphore, Thread thread, long since) {
      this.semaphore = semaphore;
      this.thread = thread;
      this.since = since;
    }

    /** The thread may serve another request once this one is done. */
    private synchronized void interrupt() {
      if (!done && !late) {
        late = true;
        thread.interrupt();
      }
    }

    synchronized boolean isLate() {
      return late;
    }

    @Override
    public void close() {
      synchronized (this) {
        if (done) {
          return;
        }
        done = true;
        if (late) {
          Thread.interrupted();
        }
      }
      running.remove(this);
      semaphore.release();
    }
  }
}
