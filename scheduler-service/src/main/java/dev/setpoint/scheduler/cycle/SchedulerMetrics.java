package dev.setpoint.scheduler.cycle;

import dev.setpoint.scheduler.snapshot.ClusterCache;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** What the scheduler measures, by kube-scheduler's names where it has them. */
final class SchedulerMetrics {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(4),
    Duration.ofMillis(8),
    Duration.ofMillis(16),
    Duration.ofMillis(64),
    Duration.ofMillis(256),
    Duration.ofSeconds(1),
    Duration.ofSeconds(4),
    Duration.ofSeconds(16),
  };

  /** How an attempt ended. */
  enum Result {
    SCHEDULED("scheduled"),
    UNSCHEDULABLE("unschedulable"),
    ERROR("error");

    private final String label;

    Result(String label) {
      this.label = label;
    }
  }

  private final MeterRegistry registry;
  private final String profile;
  private final Timer binding;
  private final Timer wait;

  SchedulerMetrics(MeterRegistry registry, String profile) {
    this.registry = registry;
    this.profile = profile;
    for (Result result : Result.values()) {
      attempts(result);
    }
    this.binding = timer("setpoint.scheduler.binding").register(registry);
    this.wait = timer("scheduler.pod.scheduling.sli.duration").register(registry);
  }

  void watch(SchedulingQueue queue, ClusterCache cache) {
    pending(queue, "active", s -> s.active() + s.inFlight());
    pending(queue, "backoff", SchedulingQueue.Sizes::backoff);
    pending(queue, "unschedulable", SchedulingQueue.Sizes::unschedulable);
    pending(queue, "gated", SchedulingQueue.Sizes::gated);
    Gauge.builder("setpoint.scheduler.bindings.in.flight", queue, q -> q.sizes().binding())
        .register(registry);
    Gauge.builder("setpoint.scheduler.assumed.pods", cache, ClusterCache::assumedCount)
        .register(registry);
  }

  private void pending(
      SchedulingQueue queue, String name, ToDoubleFunction<SchedulingQueue.Sizes> size) {
    Gauge.builder("scheduler.pending.pods", queue, q -> size.applyAsDouble(q.sizes()))
        .tag("queue", name)
        .register(registry);
  }

  void attempted(Result result, long nanos) {
    attempts(result).record(Duration.ofNanos(nanos));
  }

  void bindingTook(long nanos) {
    binding.record(Duration.ofNanos(nanos));
  }

  /** From the first time a Pod was queued until it was bound. */
  void waited(Duration time) {
    wait.record(time);
  }

  private Timer attempts(Result result) {
    return timer("scheduler.scheduling.attempt.duration")
        .tag("result", result.label)
        .tag("profile", profile)
        .register(registry);
  }

  private static Timer.Builder timer(String name) {
    return Timer.builder(name).serviceLevelObjectives(BUCKETS);
  }
}
