package dev.setpoint.agent.step;

import dev.setpoint.agent.cluster.PodEvents;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stops one container: preStop, its stop signal, and KILL when its grace is over. */
public final class StopStep {

  /** What a container gets after a preStop hook that used up all the time (kubelet's minimum). */
  private static final Duration LEAST = Duration.ofSeconds(2);

  private static final Duration AFTER_KILL = Duration.ofSeconds(30);

  private final ContainerRuntime runtime;
  private final PodEvents events;
  private final HookStep hooks;
  private final Clock clock;

  public StopStep(ContainerRuntime runtime, PodEvents events, Clock clock) {
    this.runtime = runtime;
    this.events = events;
    this.hooks = new HookStep(runtime);
    this.clock = clock;
  }

  /** Waits until a container has exited, the time is up, or the grace may have changed. */
  public interface ExitWatch {
    boolean exited(String containerId, Instant until) throws InterruptedException;
  }

  /**
   * @param spec null when the Pod's object is gone; then there are no hooks
   * @param grace read again and again, since a deletion can be hastened
   */
  public void stop(
      @Nullable Pod pod,
      @Nullable Container spec,
      ContainerState container,
      String podIp,
      String message,
      Supplier<Duration> grace,
      ExitWatch watch)
      throws InterruptedException {
    Instant begun = clock.instant();
    if (pod != null && spec != null) {
      events.normal(pod, spec, "Killing", message);
      preStop(pod, spec, container, podIp, grace.get());
    }
    Instant hooked = clock.instant();
    if (grace.get().isPositive()) {
      runtime.kill(container.id(), signal(spec, container));
      while (true) {
        Instant end = begun.plus(grace.get());
        if (spec != null && end.isBefore(hooked.plus(LEAST))) {
          end =
              hooked.plus(LEAST).isBefore(begun.plus(grace.get()).plus(LEAST))
                  ? hooked.plus(LEAST)
                  : begun.plus(grace.get()).plus(LEAST);
        }
        if (watch.exited(container.id(), end)) {
          return;
        }
        if (!clock.instant().isBefore(end)) {
          break;
        }
      }
    }
    runtime.kill(container.id(), "KILL");
    Instant end = clock.instant().plus(AFTER_KILL);
    while (clock.instant().isBefore(end)) {
      if (watch.exited(container.id(), end)) {
        return;
      }
    }
  }

  private static String signal(@Nullable Container spec, ContainerState container) {
    String own =
        spec == null || spec.getLifecycle() == null ? null : spec.getLifecycle().getStopSignal();
    if (own != null && !own.isEmpty()) {
      return own;
    }
    return container.stopSignal().isEmpty() ? "TERM" : container.stopSignal();
  }

  private void preStop(
      Pod pod, Container spec, ContainerState container, String podIp, Duration grace)
      throws InterruptedException {
    if (spec.getLifecycle() == null
        || spec.getLifecycle().getPreStop() == null
        || !grace.isPositive()) {
      return;
    }
    String failure =
        hooks.run(spec.getLifecycle().getPreStop(), spec, container.id(), podIp, grace);
    if (failure != null) {
      events.warning(pod, spec, "FailedPreStopHook", "PreStopHook failed");
    }
  }
}
