package dev.setpoint.common.controller;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.informer.Informer;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.ResourceHandler;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.workqueue.WorkQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One controller with its queue and workers. Every leadership is a fresh {@link Term}: handlers
 * hear all objects again, so nothing that was remembered before can mislead.
 */
final class RunningController {

  private static final Logger log = LoggerFactory.getLogger(RunningController.class);
  private static final Duration SYNC_POLL = Duration.ofMillis(50);

  private static final Duration OUTAGE_RETRY = Duration.ofSeconds(1);

  private final Controller controller;
  private final Informers informers;
  private final Clock clock;
  private final Timer reconcileTime;
  private final Counter errors;
  private final AtomicLong reconciles = new AtomicLong();
  private volatile String lastError = "";
  private volatile @Nullable Term term;

  RunningController(
      Controller controller, Informers informers, MeterRegistry metrics, Clock clock) {
    this.controller = controller;
    this.informers = informers;
    this.clock = clock;
    String name = controller.name();
    reconcileTime =
        Timer.builder("setpoint.controller.reconcile").tag("controller", name).register(metrics);
    errors =
        Counter.builder("setpoint.controller.errors").tag("controller", name).register(metrics);
    Gauge.builder("workqueue.depth", this, c -> c.stats().depth())
        .tag("name", name)
        .register(metrics);
    Gauge.builder("setpoint.workqueue.oldest.seconds", this, c -> c.stats().oldestSeconds())
        .tag("name", name)
        .register(metrics);
  }

  private final class Term implements KeyQueue {
    final WorkQueue<ObjectKey> queue = new WorkQueue<>();
    final List<Thread> threads = new ArrayList<>();
    final List<Runnable> undo = new ArrayList<>();
    volatile boolean running;

    @Override
    public void add(ObjectKey key) {
      queue.add(key);
    }

    @Override
    public void addAfter(ObjectKey key, Duration delay) {
      queue.addAfter(key, delay);
    }

    <T extends HasMetadata> void listen(Watch<T> watch) {
      Informer<T> informer = watch.informer(informers);
      ResourceHandler<T> handler =
          new ResourceHandler<>() {
            @Override
            public void onAdd(T object) {
              watch.source().changed(null, object, Term.this);
            }

            @Override
            public void onUpdate(T before, T after) {
              watch.source().changed(before, after, Term.this);
            }

            @Override
            public void onDelete(T object) {
              watch.source().changed(object, null, Term.this);
            }
          };
      undo.add(() -> informer.removeHandler(handler));
      informer.addHandler(handler);
    }

    private boolean synced() {
      return controller.watches().stream().allMatch(watch -> watch.informer(informers).hasSynced());
    }

    void begin() {
      threads.add(
          Thread.ofVirtual()
              .name(controller.name())
              .start(
                  () -> {
                    try {
                      while (!synced()) {
                        Thread.sleep(SYNC_POLL);
                      }
                      running = true;
                      work();
                    } catch (InterruptedException e) {
                      log.debug("{} stopped", controller.name());
                    }
                  }));
      for (int i = 1; i < controller.workers(); i++) {
        threads.add(
            Thread.ofVirtual()
                .name(controller.name() + "-" + i)
                .start(
                    () -> {
                      try {
                        while (!running) {
                          Thread.sleep(SYNC_POLL);
                        }
                        work();
                      } catch (InterruptedException e) {
                        log.debug("A worker of {} stopped", controller.name());
                      }
                    }));
      }
    }

    private void work() throws InterruptedException {
      for (ObjectKey key = queue.take(); key != null; key = queue.take()) {
        try {
          settle(key, reconcileOnce(key));
        } finally {
          queue.done(key);
        }
      }
    }

    private void settle(ObjectKey key, Result result) {
      switch (result) {
        case Result.Done() -> queue.forget(key);
        case Result.RequeueAfter(Duration delay) -> {
          queue.forget(key);
          queue.addAfter(key, delay);
        }
        case Result.Retry(String why) -> {
          log.debug("{} tries {} again: {}", controller.name(), key, why);
          queue.addRateLimited(key);
        }
        case Result.Failed(Exception cause) -> {
          errors.increment();
          lastError = clock.instant() + " " + key + ": " + cause;
          log.warn("{} failed on {}", controller.name(), key, cause);
          queue.addRateLimited(key);
        }
      }
    }
  }

  private Result reconcileOnce(ObjectKey key) {
    Timer.Sample sample = Timer.start();
    try {
      return controller.reconcile(key);
    } catch (ApiException e) {
      if (e.reason() == StatusReason.ServiceUnavailable) {
        // An outage says nothing about the key: no growing delay that would outlast it.
        return Result.requeueAfter(OUTAGE_RETRY);
      }
      return ordinary(e) ? Result.retry(e.message()) : Result.failed(e);
    } catch (RuntimeException e) {
      return Result.failed(e);
    } finally {
      sample.stop(reconcileTime);
      reconciles.incrementAndGet();
    }
  }

  private static boolean ordinary(ApiException e) {
    return e.reason() == StatusReason.Conflict
        || e.reason() == StatusReason.NotFound
        || e.reason() == StatusReason.AlreadyExists;
  }

  synchronized void start() {
    if (term != null) {
      return;
    }
    Term started = new Term();
    controller.started(started);
    controller.watches().forEach(started::listen);
    started.begin();
    term = started;
  }

  synchronized void signalStop() {
    Term ending = term;
    if (ending != null) {
      ending.undo.forEach(Runnable::run);
      ending.queue.shutDown();
      ending.threads.forEach(Thread::interrupt);
    }
  }

  synchronized void awaitStop() {
    Term ending = term;
    if (ending == null) {
      return;
    }
    try {
      for (Thread thread : ending.threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    term = null;
    controller.stopped();
  }

  private WorkQueue.Stats stats() {
    Term current = term;
    return current == null ? new WorkQueue.Stats(0, 0, 0, 0, 0, 0) : current.queue.stats();
  }

  ControllerStatus status() {
    Term current = term;
    WorkQueue.Stats stats = stats();
    String state = current == null ? "standby" : current.running ? "running" : "starting";
    return new ControllerStatus(
        controller.name(),
        state,
        stats.depth(),
        stats.delayed(),
        stats.oldestSeconds(),
        reconciles.get(),
        (long) errors.count(),
        lastError);
  }
}
