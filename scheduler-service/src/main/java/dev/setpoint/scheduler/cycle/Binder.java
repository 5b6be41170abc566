package dev.setpoint.scheduler.cycle;

import dev.setpoint.scheduler.framework.BindPlugin;
import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.PermitPlugin;
import dev.setpoint.scheduler.framework.PluginSet;
import dev.setpoint.scheduler.framework.PreBindPlugin;
import dev.setpoint.scheduler.framework.ReservePlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes decisions real: reserves at once, then permits, prepares and binds on a virtual thread per
 * Pod while the loop goes on. Whatever fails is rolled back wholly: the assumed Pod leaves its Node
 * before it can be queued again.
 */
final class Binder implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Binder.class);

  private final ClusterCache cache;
  private final SchedulingQueue queue;
  private final Reporter reporter;
  private final SchedulerMetrics metrics;
  private final Clock clock;
  private final BooleanSupplier leading;
  private final List<ReservePlugin> reserve;
  private final List<PermitPlugin> permit;
  private final List<PreBindPlugin> preBind;
  private final List<BindPlugin> bind;
  private final WaitingPods waiting;
  private final int parallel;
  private final Semaphore slots;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("bind-", 0).factory());

  Binder(
      PluginSet plugins,
      WaitingPods waiting,
      ClusterCache cache,
      SchedulingQueue queue,
      Reporter reporter,
      SchedulerMetrics metrics,
      Clock clock,
      BooleanSupplier leading,
      int parallel) {
    this.waiting = waiting;
    this.cache = cache;
    this.queue = queue;
    this.reporter = reporter;
    this.metrics = metrics;
    this.clock = clock;
    this.leading = leading;
    this.reserve = plugins.of(ReservePlugin.class);
    this.permit = plugins.of(PermitPlugin.class);
    this.preBind = plugins.of(PreBindPlugin.class);
    this.bind = plugins.of(BindPlugin.class);
    this.parallel = parallel;
    this.slots = new Semaphore(parallel);
  }

  /** Takes over an assumed Pod; waits only while too many are on their way. */
  void submit(QueuedPod queued, String node) throws InterruptedException {
    PodInfo pod = queued.pod();
    for (ReservePlugin plugin : reserve) {
      Verdict verdict = plugin.reserve(pod, node);
      if (!(verdict instanceof Verdict.Fits)) {
        rollBack(queued, node, plugin.name() + ": " + String.join(", ", verdict.reasons()));
        return;
      }
    }
    Verdict permitted = waiting.permit(pod, node, permit);
    if (!(permitted instanceof Verdict.Fits)) {
      notPermitted(queued, node, permitted);
      return;
    }
    slots.acquire();
    try {
      threads.execute(() -> run(queued, node));
    } catch (RejectedExecutionException closing) {
      slots.release();
      rollBack(queued, node, "the scheduler is shutting down");
    }
  }

  /** Ends the wait of a Pod that has room but no permission yet; false if there is none. */
  boolean denyWaiting(String uid, String reason) {
    return waiting.denyHeld(uid, reason);
  }

  private void run(QueuedPod queued, String node) {
    boolean slot = true;
    try {
      if (waiting.holds(queued.pod())) {
        // A Pod may wait here for long, and for others that need the slot.
        slots.release();
        slot = false;
        Verdict permitted = waiting.await(queued.pod());
        if (!(permitted instanceof Verdict.Fits)) {
          notPermitted(queued, node, permitted);
          return;
        }
        slots.acquire();
        slot = true;
      }
      bind(queued, node);
    } catch (InterruptedException stopping) {
      cache.forget(queued.uid());
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("Binding {} to {} failed", queued.pod(), node, e);
      rollBack(queued, node, String.valueOf(e.getMessage()));
    } finally {
      if (slot) {
        slots.release();
      }
    }
  }

  private void bind(QueuedPod queued, String node) throws InterruptedException {
    PodInfo pod = queued.pod();
    for (PreBindPlugin plugin : preBind) {
      Verdict verdict = plugin.preBind(pod, node);
      if (!(verdict instanceof Verdict.Fits)) {
        rollBack(queued, node, plugin.name() + ": " + String.join(", ", verdict.reasons()));
        return;
      }
    }
    long start = System.nanoTime();
    BindPlugin.Result result = new BindPlugin.Result.Skip();
    for (BindPlugin plugin : bind) {
      result = plugin.bind(pod, node);
      if (!(result instanceof BindPlugin.Result.Skip)) {
        break;
      }
    }
    switch (result) {
      case BindPlugin.Result.Bound bound -> {
        metrics.bindingTook(System.nanoTime() - start);
        metrics.waited(Duration.between(queued.since(), clock.instant()));
        cache.bound(pod.uid(), clock.instant());
        queue.done(pod.uid());
        reporter.scheduled(pod, node);
      }
      case BindPlugin.Result.Obsolete(String why) -> {
        log.info("{} needs no Node any more: {}", pod, why);
        release(pod, node);
        queue.done(pod.uid());
      }
      case BindPlugin.Result.Failed(String why) -> rollBack(queued, node, why);
      case BindPlugin.Result.Skip skip -> rollBack(queued, node, "no plugin binds it");
    }
  }

  private void notPermitted(QueuedPod queued, String node, Verdict verdict) {
    rollBack(queued, node, "Unschedulable", String.join(", ", verdict.reasons()));
  }

  private void rollBack(QueuedPod queued, String node, String why) {
    rollBack(queued, node, "SchedulerError", "binding rejected: " + why);
  }

  private void rollBack(QueuedPod queued, String node, String reason, String message) {
    log.info("{} could not be bound to {}: {}", queued.pod(), node, message);
    release(queued.pod(), node);
    queue.retryLater(queued);
    if (leading.getAsBoolean()) { // otherwise another scheduler goes on, and users need not know
      reporter.failed(queued.pod(), reason, message);
    }
  }

  private void release(PodInfo pod, String node) {
    for (ReservePlugin plugin : reserve.reversed()) {
      plugin.unreserve(pod, node);
    }
    if (cache.forget(pod.uid())) {
      queue.onChange(new ClusterChange.PodGone(pod));
    }
  }

  /** Waits until nothing is on its way to the API; false when the time is up first. */
  boolean drain(Duration atMost) {
    try {
      boolean idle = slots.tryAcquire(parallel, atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (idle) {
        slots.release(parallel);
      }
      return idle;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
