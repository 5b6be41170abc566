package dev.setpoint.agent.probe;

import dev.setpoint.agent.cluster.PodEvents;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** The probes of one Pod; used by its worker alone. */
public final class PodProbes implements AutoCloseable {

  private final Checks checks;
  private final PodEvents events;
  private final Clock clock;
  private final Runnable changed;
  private final Map<String, ContainerProbes> byContainer = new HashMap<>();

  /**
   * @param changed called, from any thread, when a container's health changes
   */
  public PodProbes(ContainerRuntime runtime, PodEvents events, Clock clock, Runnable changed) {
    this.checks = new Checks(runtime);
    this.events = events;
    this.clock = clock;
    this.changed = changed;
  }

  /** Starts the probes of a container instance unless they run already. */
  public void watch(
      Pod pod,
      Container container,
      ContainerState instance,
      String podIp,
      boolean wasStarted,
      boolean wasReady) {
    if (byContainer.containsKey(instance.id())) {
      return;
    }
    ContainerProbes probes =
        new ContainerProbes(
            pod,
            container,
            instance.id(),
            podIp,
            instance.startedAt() == null ? clock.instant() : instance.startedAt(),
            ContainerProbes.initial(container, wasStarted, wasReady),
            checks,
            events,
            clock,
            changed);
    byContainer.put(instance.id(), probes);
    probes.start();
  }

  /** Ends the probes of every instance that no longer runs. */
  public void retain(Set<String> running) {
    for (Iterator<Map.Entry<String, ContainerProbes>> it = byContainer.entrySet().iterator();
        it.hasNext(); ) {
      Map.Entry<String, ContainerProbes> entry = it.next();
      if (!running.contains(entry.getKey())) {
        entry.getValue().close();
        it.remove();
      }
    }
  }

  /** By container id. */
  public Map<String, ContainerHealth> health() {
    Map<String, ContainerHealth> health = new HashMap<>();
    byContainer.forEach((id, probes) -> health.put(id, probes.health()));
    return health;
  }

  @Override
  public void close() {
    retain(Set.of());
  }
}
