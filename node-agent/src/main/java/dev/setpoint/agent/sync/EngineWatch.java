package dev.setpoint.agent.sync;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ContainerSummary;
import dev.setpoint.agent.runtime.EventStream;
import dev.setpoint.agent.runtime.RuntimeEvent;
import dev.setpoint.agent.runtime.RuntimeFailure;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the engine: its events as they come, a relist after each reconnect and, in case events
 * were lost, a slow one all the time.
 */
public final class EngineWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EngineWatch.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ContainerRuntime runtime;
  private final Map<String, String> labels;
  private final PodWorkers workers;
  private final OrphanSweep sweep;
  private final Duration relist;
  private final Clock clock;
  private volatile boolean closed;
  private volatile @Nullable EventStream open;
  private @Nullable Thread events;
  private @Nullable Thread relists;

  /**
   * @param labels what marks the containers that are ours
   */
  public EngineWatch(
      ContainerRuntime runtime,
      Map<String, String> labels,
      PodWorkers workers,
      OrphanSweep sweep,
      Duration relist,
      Clock clock) {
    this.runtime = runtime;
    this.labels = labels;
    this.workers = workers;
    this.sweep = sweep;
    this.relist = relist;
    this.clock = clock;
  }

  public void start() {
    events = Thread.ofVirtual().name("docker-events").start(this::followEvents);
    relists = Thread.ofVirtual().name("docker-relist").start(this::relistSlowly);
  }

  private void followEvents() {
    Instant since = null;
    boolean said = false;
    try {
      while (!closed) {
        try (EventStream stream = runtime.events(labels, since)) {
          open = stream;
          said = false;
          relistOnce();
          RuntimeEvent event;
          while (!closed && (event = stream.next()) != null) {
            since = event.at();
            workers.touch(event.labels().getOrDefault(Labels.POD_UID, ""), event.containerId());
          }
        } catch (RuntimeFailure | IOException e) {
          if (!closed && !said) {
            log.warn("Docker's events are cut off: {}", e.getMessage());
            said = true;
          }
        } finally {
          open = null;
        }
        if (!closed) {
          Thread.sleep(RETRY);
          since = since == null ? clock.instant().minus(relist) : since;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void relistSlowly() {
    try {
      while (!closed) {
        Thread.sleep(relist);
        try {
          relistOnce();
        } catch (RuntimeFailure e) {
          log.debug("Containers can't be listed: {}", e.message());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void relistOnce() {
    List<ContainerSummary> all = runtime.list(labels);
    workers.compare(all);
    sweep.sweep(all);
  }

  @Override
  public void close() {
    closed = true;
    EventStream stream = open;
    if (stream != null) {
      stream.close();
    }
    for (Thread thread : new @Nullable Thread[] {events, relists}) {
      if (thread != null) {
        thread.interrupt();
      }
    }
  }
}
