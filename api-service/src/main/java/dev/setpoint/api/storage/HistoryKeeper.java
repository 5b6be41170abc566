package dev.setpoint.api.storage;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Looks after the history's partitions, now and then, on a thread of its own. */
@Component
class HistoryKeeper implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(HistoryKeeper.class);

  private final HistoryPartitions partitions;
  private final HistoryProperties properties;
  private @Nullable Thread thread;

  HistoryKeeper(HistoryPartitions partitions, HistoryProperties properties) {
    this.partitions = partitions;
    this.properties = properties;
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        partitions.createAhead();
        partitions.dropOld();
      } catch (RuntimeException e) {
        log.warn("could not look after the history, trying again later: {}", e.toString());
      }
      try {
        Thread.sleep(properties.checkEvery());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("history").start(this::run);
  }

  @Override
  public void stop() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      thread = null;
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  @Override
  public int getPhase() {
    return 0;
  }
}
