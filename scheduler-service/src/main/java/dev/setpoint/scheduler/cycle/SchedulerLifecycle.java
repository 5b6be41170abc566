package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.leader.LeaderElector;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts in the only safe order: full caches first, candidate for leadership next, decisions last.
 * Without it a new leader would take every Node for empty.
 */
final class SchedulerLifecycle implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(SchedulerLifecycle.class);
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final Duration SAY_AGAIN = Duration.ofSeconds(5);

  private final Informers informers;
  private final LeaderElector elector;
  private final Confirmer confirmer;
  private final SchedulingLoop loop;
  private final Binder binder;
  private @Nullable Thread starting;

  SchedulerLifecycle(
      Informers informers,
      LeaderElector elector,
      Confirmer confirmer,
      SchedulingLoop loop,
      Binder binder) {
    this.informers = informers;
    this.elector = elector;
    this.confirmer = confirmer;
    this.loop = loop;
    this.binder = binder;
  }

  @Override
  public synchronized void start() {
    informers.start();
    starting = Thread.ofVirtual().name("scheduler-start").start(this::awaitAndLead);
  }

  private void awaitAndLead() {
    try {
      while (!informers.awaitSync(SAY_AGAIN)) {
        log.info("Waiting for the API and Kafka: the caches are not filled yet");
      }
      log.info("Caches are filled; standing for leader");
      confirmer.start();
      elector.start();
    } catch (InterruptedException stopping) {
      log.debug("Stopped before the caches were filled");
    }
  }

  /** Ends what was decided, then gives the lease up, so that a successor starts at once. */
  @Override
  public synchronized void stop() {
    if (starting != null) {
      starting.interrupt();
      starting = null;
    }
    loop.stop();
    if (!binder.drain(DRAIN)) {
      log.info("Some bindings are still under way; whoever leads next will see how they ended");
    }
    confirmer.close();
    elector.close();
    informers.close();
  }

  @Override
  public synchronized boolean isRunning() {
    return starting != null;
  }
}
