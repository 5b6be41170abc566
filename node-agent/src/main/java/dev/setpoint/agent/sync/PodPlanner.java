package dev.setpoint.agent.sync;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.probe.ContainerHealth;
import dev.setpoint.agent.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a Pod needs next from what it asks for and what runs: the counterpart of kubelet's
 * computePodActions. It knows no engine and no clock.
 */
final class PodPlanner {

  private final Pod pod;
  private final Observed seen;
  private final Map<String, ContainerHealth> health;
  private final Map<String, CrashBackoff> crashes;
  private final Instant now;
  private final String policy;

  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Waiting> waiting = new HashMap<>();
  private @Nullable Instant again;

  private PodPlanner(
      Pod pod,
      Observed seen,
      Map<String, ContainerHealth> health,
      Map<String, CrashBackoff> crashes,
      Instant now) {
    this.pod = pod;
    this.seen = seen;
    this.health = health;
    this.crashes = crashes;
    this.now = now;
    this.policy = PodContainers.restartPolicy(pod);
  }

  /**
   * @param health by container id; running containers without an entry are well
   * @param crashes by container name
   */
  static Plan plan(
      Pod pod,
      Observed seen,
      Map<String, ContainerHealth> health,
      Map<String, CrashBackoff> crashes,
      Instant now) {
    PodPlanner planner = new PodPlanner(pod, seen, health, crashes, now);
    planner.decide();
    return new Plan(List.copyOf(planner.steps), Map.copyOf(planner.waiting), planner.again);
  }

  private void decide() {
    seen.unstarted().forEach(c -> steps.add(new Step.Remove(c)));
    if (finished()) {
      finish();
      return;
    }
    if (!seen.sandboxRuns()) {
      renewSandbox();
      return;
    }
    seen.staleSandboxes().forEach(s -> steps.add(new Step.Remove(s)));
    seen.containers().stream()
        .filter(c -> c.running() && !seen.inCurrentSandbox(c))
        .forEach(c -> steps.add(new Step.Stop(c, "Stopping container " + name(c), null)));
    PodContainers.ephemeral(pod).stream()
        .filter(c -> seen.latest(c.getName()) == null)
        .forEach(c -> start(c, null));
    if (initialise()) {
      PodContainers.app(pod).forEach(this::tend);
    }
    prune();
  }

  /** Whether every container has run for the last time. */
  private boolean finished() {
    if (policy.equals("Always")) {
      return false;
    }
    if (policy.equals("Never")
        && PodContainers.init(pod).stream()
            .filter(c -> !PodContainers.sidecar(c))
            .anyMatch(c -> failed(seen.latest(c.getName())))
        && !initialisedBefore()) {
      return true;
    }
    List<Container> apps = PodContainers.app(pod);
    if (!seen.sandboxRuns() && policy.equals("Never")) {
      // What the sandbox took down is not run a second time.
      return apps.stream().anyMatch(c -> seen.latest(c.getName()) != null)
          && apps.stream().noneMatch(c -> running(seen.latest(c.getName())));
    }
    return apps.stream().allMatch(c -> over(seen.latest(c.getName())));
  }

  private boolean over(@Nullable ContainerState latest) {
    return latest != null && latest.dead() && !restartable(latest);
  }

  private boolean restartable(ContainerState dead) {
    return switch (policy) {
      case "Never" -> false;
      case "OnFailure" -> dead.exitCode() != 0;
      default -> true;
    };
  }

  private void finish() {
    for (ContainerState running :
        seen.containers().stream().filter(ContainerState::running).toList()) {
      steps.add(new Step.Stop(running, "Stopping container " + name(running), null));
    }
    if (seen.sandbox() != null) {
      steps.add(new Step.Finish());
    }
  }

  private void renewSandbox() {
    if (seen.sandbox() != null) {
      steps.add(new Step.SandboxChanged());
      seen.containers().stream()
          .filter(ContainerState::running)
          .forEach(c -> steps.add(new Step.Stop(c, "Stopping container " + name(c), null)));
      steps.add(new Step.Remove(seen.sandbox()));
      seen.staleSandboxes().forEach(s -> steps.add(new Step.Remove(s)));
    }
    steps.add(new Step.CreateSandbox());
  }

  /** Whether an app container has run in this sandbox, so initialisation is behind us. */
  private boolean initialisedBefore() {
    return PodContainers.app(pod).stream()
        .map(c -> seen.latest(c.getName()))
        .anyMatch(c -> c != null && seen.inCurrentSandbox(c));
  }

  /** Runs init containers in their order; returns whether the others may start. */
  private boolean initialise() {
    boolean before = initialisedBefore();
    for (Container init : PodContainers.init(pod)) {
      ContainerState latest = currentInstance(init);
      if (PodContainers.sidecar(init)) {
        tendSidecar(init, latest);
        boolean up = latest != null && latest.running() && healthOf(latest).started();
        if (!up && !before) {
          return false;
        }
      } else if (!before) {
        if (latest == null) {
          start(init, seen.latest(init.getName()));
          return false;
        }
        if (latest.running()) {
          return false;
        }
        if (latest.exitCode() != 0) {
          restartAfterCrash(init, latest); // with Never, finished() has ended the Pod already
          return false;
        }
      }
    }
    return true;
  }

  private void tendSidecar(Container sidecar, @Nullable ContainerState latest) {
    if (latest == null) {
      start(sidecar, seen.latest(sidecar.getName()));
    } else if (latest.dead()) {
      restartAfterCrash(sidecar, latest);
    } else {
      check(sidecar, latest);
    }
  }

  private void tend(Container app) {
    ContainerState latest = seen.latest(app.getName());
    if (latest == null) {
      start(app, null);
    } else if (latest.running()) {
      check(app, latest);
    } else if (restartable(latest)) {
      if (seen.inCurrentSandbox(latest)) {
        restartAfterCrash(app, latest);
      } else {
        start(app, latest); // it fell with its sandbox
      }
    }
  }

  private void check(Container container, ContainerState running) {
    ContainerHealth.Condemned condemned = healthOf(running).condemned();
    if (!running.label(Labels.SPEC_HASH).equals(PodContainers.specHash(container))) {
      steps.add(
          new Step.Stop(
              running,
              "Container " + container.getName() + " definition changed, will be restarted",
              null));
    } else if (condemned != null) {
      steps.add(
          new Step.Stop(
              running,
              "Container "
                  + container.getName()
                  + " failed "
                  + condemned.probe()
                  + " probe, will be restarted",
              condemned.graceSeconds()));
    }
  }

  private void restartAfterCrash(Container container, ContainerState dead) {
    CrashBackoff record = crashes.get(container.getName());
    Instant retryAt = CrashBackoff.retryAt(record, dead.endedAt());
    if (record == null || !retryAt.isAfter(now)) {
      start(container, dead);
      return;
    }
    waiting.put(
        container.getName(),
        new Waiting(
            "CrashLoopBackOff",
            "back-off "
                + goDuration(record.delay().toSeconds())
                + " restarting failed container="
                + container.getName()
                + " pod="
                + PodContainers.format(pod)));
    if (again == null || retryAt.isBefore(again)) {
      again = retryAt;
    }
  }

  private void start(Container container, @Nullable ContainerState previous) {
    int count = previous == null ? 0 : Observed.restartCount(previous) + 1;
    steps.add(new Step.Start(container, count, previous));
  }

  /** Keeps the newest instance of each container and one before it, for --previous. */
  private void prune() {
    for (Container container : PodContainers.all(pod)) {
      List<ContainerState> instances = seen.instances(container.getName());
      instances.stream().skip(2).forEach(c -> steps.add(new Step.Remove(c)));
    }
  }

  private @Nullable ContainerState currentInstance(Container container) {
    ContainerState latest = seen.latest(container.getName());
    return latest != null && seen.inCurrentSandbox(latest) ? latest : null;
  }

  private ContainerHealth healthOf(ContainerState container) {
    return health.getOrDefault(container.id(), ContainerHealth.WELL);
  }

  private static boolean failed(@Nullable ContainerState container) {
    return container != null && container.dead() && container.exitCode() != 0;
  }

  private static boolean running(@Nullable ContainerState container) {
    return container != null && container.running();
  }

  private static String name(ContainerState container) {
    return container.label(Labels.CONTAINER);
  }

  /** {@code 1m20s}, as Go prints durations. */
  static String goDuration(long seconds) {
    return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
  }
}
