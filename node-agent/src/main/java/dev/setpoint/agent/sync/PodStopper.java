package dev.setpoint.agent.sync;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Stops and removes what one Pod runs. */
final class PodStopper {

  private final PodServices services;
  private final Containers containers;
  private final Supplier<Pod> newest;

  /**
   * @param newest the Pod as it is known at any moment, for its grace may change while it is used
   *     up
   */
  PodStopper(PodServices services, Containers containers, Supplier<Pod> newest) {
    this.services = services;
    this.containers = containers;
    this.newest = newest;
  }

  /** Stops all of them at once and waits for the last. */
  void stop(Pod pod, List<Step.Stop> stops) throws InterruptedException {
    Parallel.run(
        stops,
        stop -> {
          Container spec = PodContainers.byName(pod, stop.instance().label(Labels.CONTAINER));
          Long own = stop.graceSeconds();
          services
              .stops()
              .stop(
                  pod,
                  spec,
                  stop.instance(),
                  containers.observed().ip(),
                  stop.message(),
                  () -> own == null ? grace() : Duration.ofSeconds(own),
                  containers);
        });
    stops.forEach(stop -> containers.look(stop.instance().id()));
  }

  /** The grace of now: a deletion may shorten it at any time. */
  private Duration grace() {
    Pod pod = newest.get();
    Long ofDeletion = pod.getMetadata().getDeletionGracePeriodSeconds();
    Long ofSpec = pod.getSpec().getTerminationGracePeriodSeconds();
    long seconds = ofDeletion != null ? ofDeletion : ofSpec == null ? 30 : ofSpec;
    return Duration.ofSeconds(Math.max(1, seconds));
  }

  /** Containers first, all at once; then sidecars, the last one first (KEP-753). */
  void stopAll(Pod pod) throws InterruptedException {
    List<String> sidecars =
        PodContainers.init(pod).stream()
            .filter(PodContainers::sidecar)
            .map(Container::getName)
            .toList();
    List<Step.Stop> first = new ArrayList<>();
    for (ContainerState running : containers.observed().containers()) {
      if (running.running() && !sidecars.contains(running.label(Labels.CONTAINER))) {
        first.add(stopping(running));
      }
    }
    stop(pod, first);
    for (String sidecar : sidecars.reversed()) {
      ContainerState latest = containers.observed().latest(sidecar);
      if (latest != null && latest.running()) {
        stop(pod, List.of(stopping(latest)));
      }
    }
  }

  private static Step.Stop stopping(ContainerState running) {
    return new Step.Stop(running, "Stopping container " + running.label(Labels.CONTAINER), null);
  }

  void removeSandboxes() {
    Observed seen = containers.observed();
    if (seen.sandbox() != null) {
      containers.remove(seen.sandbox().id());
    }
    seen.staleSandboxes().forEach(s -> containers.remove(s.id()));
  }

  /** The sandbox goes last: the others live in its namespaces. */
  void removeAll() {
    for (ContainerState container : List.copyOf(containers.all())) {
      if (!container.label(Labels.ROLE).equals(Labels.SANDBOX_ROLE)) {
        containers.remove(container.id());
      }
    }
    for (ContainerState sandbox : List.copyOf(containers.all())) {
      containers.remove(sandbox.id());
    }
  }
}
