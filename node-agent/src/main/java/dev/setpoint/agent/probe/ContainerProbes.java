package dev.setpoint.agent.probe;

import dev.setpoint.agent.cluster.PodEvents;
import dev.setpoint.agent.probe.ContainerHealth.Condemned;
import dev.setpoint.agent.runtime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The probes of one running container instance, each on a virtual thread of its own. */
final class ContainerProbes implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ContainerProbes.class);

  private final Pod pod;
  private final Container container;
  private final String containerId;
  private final String podIp;
  private final Instant startedAt;
  private final Checks checks;
  private final PodEvents events;
  private final Clock clock;
  private final Runnable changed;
  private final List<Thread> threads = new ArrayList<>();

  /** Guarded by this. */
  private ContainerHealth health;

  ContainerProbes(
      Pod pod,
      Container container,
      String containerId,
      String podIp,
      Instant startedAt,
      ContainerHealth initial,
      Checks checks,
      PodEvents events,
      Clock clock,
      Runnable changed) {
    this.pod = pod;
    this.container = container;
    this.containerId = containerId;
    this.podIp = podIp;
    this.startedAt = startedAt;
    this.health = initial;
    this.checks = checks;
    this.events = events;
    this.clock = clock;
    this.changed = changed;
  }

  /** Before any probe has spoken; an adopted container keeps what its status said. */
  static ContainerHealth initial(Container container, boolean wasStarted, boolean wasReady) {
    boolean started = container.getStartupProbe() == null || wasStarted;
    boolean ready = container.getReadinessProbe() == null ? started : wasReady;
    return new ContainerHealth(started, ready, null);
  }

  synchronized ContainerHealth health() {
    return health;
  }

  void start() {
    if (container.getStartupProbe() != null && !health().started()) {
      run("startup", container.getStartupProbe(), false);
    }
    if (container.getLivenessProbe() != null) {
      run("liveness", container.getLivenessProbe(), true);
    }
    if (container.getReadinessProbe() != null) {
      run("readiness", container.getReadinessProbe(), health().ready());
    }
  }

  private void run(String kind, Probe probe, boolean initial) {
    threads.add(
        Thread.ofVirtual()
            .name("probe-" + kind + "-" + container.getName())
            .start(() -> loop(kind, probe, new ProbeCounter(probe, initial))));
  }

  private void loop(String kind, Probe probe, ProbeCounter counter) {
    Duration period =
        Duration.ofSeconds(probe.getPeriodSeconds() == null ? 10 : probe.getPeriodSeconds());
    long delay = probe.getInitialDelaySeconds() == null ? 0 : probe.getInitialDelaySeconds();
    try {
      Duration untilFirst = Duration.between(clock.instant(), startedAt.plusSeconds(delay));
      if (untilFirst.isPositive()) {
        Thread.sleep(untilFirst);
      }
      if (!kind.equals("startup")) {
        awaitStarted();
      }
      while (probeOnce(kind, probe, counter)) {
        Thread.sleep(period);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private synchronized void awaitStarted() throws InterruptedException {
    while (!health.started()) {
      wait();
    }
  }

  /** Returns whether to go on. */
  private boolean probeOnce(String kind, Probe probe, ProbeCounter counter) {
    Outcome outcome;
    try {
      outcome = checks.run(probe, container, containerId, podIp);
    } catch (RuntimeFailure e) {
      log.debug("{} probe of {} could not be made: {}", kind, container.getName(), e.message());
      return true;
    }
    if (Thread.currentThread().isInterrupted()) {
      return false;
    }
    if (!outcome.success()) {
      String name = Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
      events.warning(pod, container, "Unhealthy", name + " probe failed: " + outcome.message());
    }
    boolean good = counter.count(outcome.success());
    return switch (kind) {
      case "readiness" -> {
        update(null, good, null);
        yield true;
      }
      case "startup" -> {
        if (good) {
          update(true, container.getReadinessProbe() == null ? true : null, null);
          yield false;
        }
        yield !condemnIf(counter, kind, probe);
      }
      default -> !condemnIf(counter, kind, probe);
    };
  }

  private boolean condemnIf(ProbeCounter counter, String kind, Probe probe) {
    if (!counter.reachedFailure()) {
      return false;
    }
    update(null, null, new Condemned(kind, probe.getTerminationGracePeriodSeconds()));
    return true;
  }

  private void update(
      @Nullable Boolean started, @Nullable Boolean ready, @Nullable Condemned condemned) {
    synchronized (this) {
      ContainerHealth now =
          new ContainerHealth(
              started == null ? health.started() : started,
              ready == null ? health.ready() : ready,
              condemned == null ? health.condemned() : condemned);
      if (now.equals(health)) {
        return;
      }
      health = now;
      notifyAll();
    }
    changed.run();
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
