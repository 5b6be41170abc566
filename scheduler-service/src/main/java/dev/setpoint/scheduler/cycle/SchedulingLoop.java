package dev.setpoint.scheduler.cycle;

import dev.setpoint.scheduler.cycle.SchedulerMetrics.Result;
import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Decision;
import dev.setpoint.scheduler.framework.Diagnosis;
import dev.setpoint.scheduler.gang.GangPlan;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one Pod after the other from the queue and decides. Deciding is serial, so each decision
 * sees the Pods assumed before it; binding is not waited for.
 *
 * <p>The loop runs on a platform thread of its own: it computes much and blocks rarely, and would
 * keep a carrier from the virtual threads that wait for the network.
 */
final class SchedulingLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SchedulingLoop.class);

  private static final Duration FENCED = Duration.ofMillis(100);

  private final SchedulingQueue queue;
  private final ClusterCache cache;
  private final Decider decider;
  private final Gangs gangs;
  private final Preemptor preemptor;
  private final Binder binder;
  private final Reporter reporter;
  private final SchedulerMetrics metrics;
  private final Clock clock;
  private final BooleanSupplier leading;
  private @Nullable Thread thread;

  SchedulingLoop(
      SchedulingQueue queue,
      ClusterCache cache,
      Decider decider,
      Gangs gangs,
      Preemptor preemptor,
      Binder binder,
      Reporter reporter,
      SchedulerMetrics metrics,
      Clock clock,
      BooleanSupplier leading) {
    this.queue = queue;
    this.cache = cache;
    this.decider = decider;
    this.gangs = gangs;
    this.preemptor = preemptor;
    this.binder = binder;
    this.reporter = reporter;
    this.metrics = metrics;
    this.clock = clock;
    this.leading = leading;
  }

  synchronized void start() {
    if (thread == null) {
      thread = Thread.ofPlatform().name("scheduling").daemon().start(this::run);
    }
  }

  /** Ends after the decision under way; returns when no further one will be made. */
  synchronized void stop() {
    Thread running = thread;
    thread = null;
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      running.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        // A late renewal fences us for a moment: what is decided then could not be written.
        while (!leading.getAsBoolean()) {
          Thread.sleep(FENCED);
        }
        attempt(queue.pop());
      }
    } catch (InterruptedException stopped) {
      log.debug("Scheduling stops");
    }
  }

  void attempt(QueuedPod queued) throws InterruptedException {
    long start = System.nanoTime();
    PodInfo pod = queued.pod();
    try {
      if (pod.terminating() || cache.placed(pod.uid())) {
        queue.done(pod.uid());
        return;
      }
      GangPlan.NotYet objection = gangs.objection(pod, cache.snapshot());
      if (objection != null) {
        refuse(queued, objection, start);
        return;
      }
      ClusterSnapshot snapshot = cache.snapshot();
      switch (decider.decide(pod, snapshot)) {
        case Decision.Placed placed -> {
          place(queued, placed);
          metrics.attempted(Result.SCHEDULED, System.nanoTime() - start);
        }
        case Decision.Unfit(Diagnosis diagnosis) -> {
          queue.rejected(queued, diagnosis.rejectedBy());
          metrics.attempted(Result.UNSCHEDULABLE, System.nanoTime() - start);
          Preemptor.Outcome preemption = preemptor.preempt(pod, snapshot, diagnosis);
          String message = diagnosis.withPreemption(preemption.note()).message();
          log.debug("{} has no Node: {}", pod, message);
          gangs.unfit(pod, message);
          reporter.failed(pod, "Unschedulable", message, preemption.promised());
        }
      }
    } catch (RuntimeException e) {
      log.error("Scheduling {} failed", pod, e);
      metrics.attempted(Result.ERROR, System.nanoTime() - start);
      queue.retryLater(queued);
      reporter.failed(pod, "SchedulerError", String.valueOf(e.getMessage()));
    }
  }

  private void refuse(QueuedPod queued, GangPlan.NotYet objection, long start) {
    queue.rejected(queued, objection.rejectedBy());
    metrics.attempted(Result.UNSCHEDULABLE, System.nanoTime() - start);
    log.debug("{} waits for its gang: {}", queued.pod(), objection.why());
    reporter.failed(queued.pod(), "Unschedulable", objection.why());
  }

  private void place(QueuedPod queued, Decision.Placed placed) throws InterruptedException {
    if (!cache.assume(queued.pod(), placed.node(), clock.instant())) {
      queue.done(queued.uid());
      return;
    }
    queue.decided(queued.uid());
    log.debug(
        "{} goes to {}: {} of {} nodes asked would do",
        queued.pod(),
        placed.node(),
        placed.feasible(),
        placed.evaluated());
    boolean taken = false;
    try {
      binder.submit(queued, placed.node());
      taken = true;
    } finally {
      if (!taken) {
        cache.forget(queued.uid());
        queue.retryLater(queued);
      }
    }
  }
}
