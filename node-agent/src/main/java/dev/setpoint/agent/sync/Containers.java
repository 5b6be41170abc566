package dev.setpoint.agent.sync;

import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.ContainerSummary;
import dev.setpoint.agent.step.StopStep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One Pod's containers as last inspected. Events and relists only mark what has to be looked at
 * again; looking is left to the Pod's own loop, so one stuck container holds up no other Pod.
 */
final class Containers implements StopStep.ExitWatch {

  /** How long to trust events alone while waiting for an exit. */
  private static final Duration LOOK_ANYWAY = Duration.ofSeconds(5);

  private final ContainerRuntime runtime;
  private final Signal signal;
  private final Clock clock;
  private final Map<String, ContainerState> known = new ConcurrentHashMap<>();
  private final Set<String> stale = ConcurrentHashMap.newKeySet();

  Containers(ContainerRuntime runtime, Signal signal, Clock clock) {
    this.runtime = runtime;
    this.signal = signal;
    this.clock = clock;
  }

  /** Something happened to this container. */
  void touch(String id) {
    stale.add(id);
    signal.raise();
  }

  /** Compares a relist of this Pod's containers with what is known. */
  void compare(Collection<ContainerSummary> listed) {
    Set<String> gone = new HashSet<>(known.keySet());
    boolean news = false;
    for (ContainerSummary container : listed) {
      gone.remove(container.id());
      ContainerState state = known.get(container.id());
      if (state == null || state.running() != container.running()) {
        news |= stale.add(container.id());
      }
    }
    news |= stale.addAll(gone);
    if (news || !stale.isEmpty()) {
      signal.raise();
    }
  }

  /** Looks at everything that was touched. */
  void refresh() {
    for (String id : Set.copyOf(stale)) {
      look(id);
    }
  }

  void look(String id) {
    stale.remove(id);
    try {
      ContainerState state = runtime.inspect(id);
      if (state == null) {
        known.remove(id);
      } else {
        known.put(id, state);
      }
    } catch (RuntimeException e) {
      stale.add(id);
      throw e;
    }
  }

  void remove(String id) {
    runtime.remove(id);
    known.remove(id);
    stale.remove(id);
  }

  Observed observed() {
    return Observed.of(known.values());
  }

  Collection<ContainerState> all() {
    return known.values();
  }

  @Override
  public boolean exited(String id, Instant until) throws InterruptedException {
    long seen = signal.count();
    if (!runs(id)) {
      return true;
    }
    Instant anyway = clock.instant().plus(LOOK_ANYWAY);
    boolean capped = anyway.isBefore(until);
    signal.await(seen, capped ? anyway : until);
    if (stale.contains(id) || signal.count() == seen) {
      look(id);
    }
    return !runs(id);
  }

  private boolean runs(String id) {
    ContainerState state = known.get(id);
    return state != null && state.running();
  }
}
