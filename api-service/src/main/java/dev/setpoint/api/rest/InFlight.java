package dev.setpoint.api.rest;

import dev.setpoint.api.auth.RequestIdentity;
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
  private final Semaphore systemReads;
  private final Semaphore systemWrites;
  private final BodyBudget bodies;
  private final long timeoutNanos;
  private final Set<Slot> running = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("request-deadlines").daemon().unstarted(task));

  InFlight(LimitsProperties limits) {
    this.reads = new Semaphore(limits.readsInFlight());
    this.writes = new Semaphore(limits.writesInFlight());
    this.systemReads = new Semaphore(limits.systemInFlight());
    this.systemWrites = new Semaphore(limits.systemInFlight());
    this.bodies = new BodyBudget(limits.bodiesInFlight().toBytes());
    this.timeoutNanos = limits.requestTimeout().toNanos();
    clock.scheduleWithFixedDelay(this::interruptLate, 1, 1, TimeUnit.SECONDS);
  }

  @PreDestroy
  void close() {
    clock.shutdownNow();
  }

  /** Takes a slot for the current thread, or throws 429. */
  Slot enter(boolean write, RequestIdentity identity) {
    Semaphore taken = write ? writes : reads;
    if (!taken.tryAcquire()) {
      taken = write ? systemWrites : systemReads;
      if (!isSystem(identity) || !taken.tryAcquire()) {
        throw new ApiException(
            429,
            StatusReason.TooManyRequests,
            "Too many requests, please try again later.",
            new ApiException.Details("", "", "", "", List.of(), 1));
      }
    }
    Slot slot = new Slot(taken, bodies.open(), Thread.currentThread(), System.nanoTime());
    running.add(slot);
    return slot;
  }

  /** Whose requests keep the cluster alive: others' must not crowd them out. */
  private static boolean isSystem(RequestIdentity identity) {
    return identity.in("system:nodes") || identity.user().startsWith("system:kube-");
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
    private final BodyBudget.Share body;
    private final Thread thread;
    private final long since;
    private boolean late;
    private boolean done;

    Slot(Semaphore semaphore, BodyBudget.Share body, Thread thread, long since) {
      this.semaphore = semaphore;
      this.body = body;
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

    BodyBudget.Share body() {
      return body;
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
      body.close();
      semaphore.release();
    }
  }
}
