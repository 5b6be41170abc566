package dev.setpoint.controller;

import dev.setpoint.common.controller.ControllerRunner;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.leader.LeaderElector;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Fills the caches, then stands for leader; the other way round at the end. */
final class ManagerLifecycle implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ManagerLifecycle.class);
  private static final Duration SAY_AGAIN = Duration.ofSeconds(5);

  private final Informers informers;
  private final LeaderElector elector;
  private final ControllerRunner runner;
  private @Nullable Thread starting;

  ManagerLifecycle(Informers informers, LeaderElector elector, ControllerRunner runner) {
    this.informers = informers;
    this.elector = elector;
    this.runner = runner;
  }

  @Override
  public synchronized void start() {
    informers.start();
    starting = Thread.ofVirtual().name("manager-start").start(this::awaitAndLead);
  }

  private void awaitAndLead() {
    try {
      while (!informers.awaitSync(SAY_AGAIN)) {
        log.info("Waiting for the API and Kafka: the caches are not filled yet");
      }
      elector.start();
    } catch (InterruptedException e) {
      log.debug("Stopped before the caches were filled");
    }
  }

  @Override
  public synchronized void stop() {
    if (starting != null) {
      starting.interrupt();
      starting = null;
    }
    runner.stop(); // no decision after this; then the Lease is given up
    elector.close();
    informers.close();
  }

  @Override
  public synchronized boolean isRunning() {
    return starting != null;
  }
}
