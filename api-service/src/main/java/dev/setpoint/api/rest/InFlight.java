package dev.setpoint.api.rest;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Limits how many short requests run at once and how many wait to, and interrupts those that run
 * too long.
 */
@Component
@EnableConfigurationProperties(LimitsProperties.class)
final class InFlight {

  private final Turnstile reads;
  private final Turnstile writes;
  private final Turnstile systemReads;
  private final Turnstile systemWrites;
  private final LimitsProperties limits;
  private final BodyBudget bodies;
  private final long timeoutNanos;
  private final Set<Slot> running = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("request-deadlines").daemon().unstarted(task));

  InFlight(LimitsProperties limits, MeterRegistry metrics) {
    int queue = limits.queued();
    Duration patience = limits.queueWait();
    this.reads = new Turnstile(limits.readsInFlight(), queue, patience);
    this.writes = new Turnstile(limits.writesInFlight(), queue, patience);
    this.systemReads = new Turnstile(limits.systemInFlight(), 0, Duration.ZERO);
    this.systemWrites = new Turnstile(limits.systemInFlight(), 0, Duration.ZERO);
    metrics.gauge("setpoint_api_queued_reads", reads, Turnstile::waiting);
    metrics.gauge("setpoint_api_queued_writes", writes, Turnstile::waiting);
    this.limits = limits;
    this.bodies = new BodyBudget(limits.bodyBytes());
    this.timeoutNanos = limits.requestTimeout().toNanos();
    clock.scheduleWithFixedDelay(this::interruptLate, 1, 1, TimeUnit.SECONDS);
  }

  @PreDestroy
  void close() {
    clock.shutdownNow();
  }

  /** Takes in a request's body, which counts until the result is closed. */
  BodyBudget.Share receive(HttpServletRequest request) throws IOException {
    BodyBudget.Share share = bodies.open();
    boolean received = false;
    try {
      Bodies.receive(request, share, limits);
      received = true;
      return share;
    } finally {
      if (!received) {
        share.close();
      }
    }
  }

  /** Takes a slot for the current thread, if need be after a wait, or throws 429. */
  Slot enter(boolean write, RequestIdentity identity) {
    Turnstile taken = write ? writes : reads;
    if (!taken.tryEnter()) {
      Turnstile reserve = write ? systemWrites : systemReads;
      if (isSystem(identity) && reserve.tryEnter()) {
        taken = reserve;
      } else if (!taken.enter()) {
        throw new ApiException(
            429,
            StatusReason.TooManyRequests,
            "Too many requests, please try again later.",
            new ApiException.Details("", "", "", "", List.of(), 1));
      }
    }
    Slot slot = new Slot(taken, Thread.currentThread(), System.nanoTime());
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
    private final Turnstile turnstile;
    private final Thread thread;
    private final long since;
    private boolean late;
    private boolean done;

    Slot(Turnstile turnstile, Thread thread, long since) {
      this.turnstile = turnstile;
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
      turnstile.leave();
    }
  }
}
