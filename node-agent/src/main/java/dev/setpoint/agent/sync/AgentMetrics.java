package dev.setpoint.agent.sync;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What the agent counts and times. */
public final class AgentMetrics {

  private final Timer podStart;
  private final Counter restarts;
  private final AtomicInteger running;

  public AgentMetrics(MeterRegistry registry) {
    this.podStart =
        Timer.builder("setpoint_pod_start_seconds")
            .description("From seeing a Pod to all its containers having started")
            .publishPercentileHistogram()
            .register(registry);
    this.restarts =
        Counter.builder("setpoint_container_restarts")
            .description("Containers started again")
            .register(registry);
    AtomicInteger gauge = registry.gauge("setpoint_containers_running", new AtomicInteger());
    this.running = gauge == null ? new AtomicInteger() : gauge;
  }

  void podStarted(Duration took) {
    podStart.record(took);
  }

  void restarted() {
    restarts.increment();
  }

  void running(int containers) {
    running.set(containers);
  }
}
