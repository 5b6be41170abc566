package dev.setpoint.agent.usage;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.runtime.ContainerState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Samples the node and its containers now and then, and keeps the newest figures of each. */
public final class UsageSampler implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(UsageSampler.class);

  /**
   * The first rate of a container this old is that since its start; of older ones it says little.
   */
  private static final Duration OLD_ENOUGH = Duration.ofSeconds(10);

  private static final Duration TOO_OLD = Duration.ofMinutes(1);

  /** Rounds after which figures that nobody renews are no longer told. */
  private static final int FRESH_ROUNDS = 3;

  private final Counters counters;
  private final Supplier<Collection<ContainerState>> containers;
  private final Duration interval;
  private final Clock clock;

  private volatile Round last = new Round(Instant.EPOCH, null, null, List.of());
  private @Nullable Thread thread;

  /**
   * @param containers those of all Pods of this node
   */
  public UsageSampler(
      Counters counters,
      Supplier<Collection<ContainerState>> containers,
      Duration interval,
      Clock clock) {
    this.counters = counters;
    this.containers = containers;
    this.interval = interval;
    this.clock = clock;
  }

  /** One container with what is known of it. */
  record Measured(ContainerState container, @Nullable Sample sample, @Nullable Figures figures) {}

  private record Round(
      Instant at, @Nullable Sample node, @Nullable Figures figures, List<Measured> containers) {}

  public void start() {
    thread = Thread.ofVirtual().name("usage").start(this::loop);
  }

  private void loop() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          sample();
        } catch (RuntimeException e) {
          log.warn("The use of processor and memory can't be read", e);
        }
        Thread.sleep(interval);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  void sample() {
    Round before = last;
    Map<String, Sample> known = new HashMap<>();
    for (Measured each : before.containers) {
      if (each.sample != null) {
        known.put(each.container.id(), each.sample);
      }
    }
    Instant now = clock.instant();
    Sample node = counters.node(now);
    List<Measured> measured = new ArrayList<>();
    for (ContainerState container : containers.get()) {
      if (container.running() && container.label(Labels.ROLE).equals(Labels.CONTAINER_ROLE)) {
        measured.add(measure(container, known.get(container.id())));
      }
    }
    Figures figures = node == null || before.node == null ? null : node.since(before.node);
    last = new Round(now, node, figures, List.copyOf(measured));
  }

  private Measured measure(ContainerState container, @Nullable Sample before) {
    Instant now = clock.instant();
    Sample sample = counters.container(container.id(), container.pid(), now);
    if (sample == null) {
      return new Measured(container, null, null);
    }
    Instant started = container.startedAt();
    Sample from = before;
    if (from == null && started != null) {
      Duration age = Duration.between(started, now);
      boolean telling = age.compareTo(OLD_ENOUGH) >= 0 && age.compareTo(TOO_OLD) <= 0;
      from = telling ? new Sample(started, 0, 0) : null;
    }
    return new Measured(container, sample, from == null ? null : sample.since(from));
  }

  /** What the API service is told. */
  public byte[] summary(String nodeName) {
    Round round = last;
    boolean fresh = !round.at.plus(interval.multipliedBy(FRESH_ROUNDS)).isBefore(clock.instant());
    return fresh
        ? Summary.of(nodeName, round.figures, round.containers)
        : Summary.of(nodeName, null, List.of());
  }

  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
