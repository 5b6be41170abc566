package dev.setpoint.agent.sync;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.runtime.ContainerState;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the engine holds of one Pod.
 *
 * @param sandbox the newest infra container, running or not
 * @param staleSandboxes older ones
 * @param containers all others, newest instance first
 */
public record Observed(
    @Nullable ContainerState sandbox,
    List<ContainerState> staleSandboxes,
    List<ContainerState> containers) {

  private static final Comparator<ContainerState> NEWEST_FIRST =
      Comparator.comparingInt(Observed::restartCount)
          .thenComparing(ContainerState::createdAt)
          .reversed();

  public static final Observed NOTHING = new Observed(null, List.of(), List.of());

  public static Observed of(Collection<ContainerState> all) {
    List<ContainerState> sandboxes =
        all.stream()
            .filter(c -> c.label(Labels.ROLE).equals(Labels.SANDBOX_ROLE))
            .sorted(Comparator.comparing(ContainerState::createdAt).reversed())
            .toList();
    List<ContainerState> containers =
        all.stream()
            .filter(c -> c.label(Labels.ROLE).equals(Labels.CONTAINER_ROLE))
            .sorted(NEWEST_FIRST)
            .toList();
    return new Observed(
        sandboxes.isEmpty() ? null : sandboxes.getFirst(),
        sandboxes.isEmpty() ? List.of() : sandboxes.subList(1, sandboxes.size()),
        containers);
  }

  public boolean sandboxRuns() {
    return sandbox != null && sandbox.running();
  }

  public String sandboxId() {
    return sandbox == null ? "" : sandbox.id();
  }

  /** The Pod's address; empty while it has none. */
  public String ip() {
    return sandbox == null || !sandbox.running() ? "" : sandbox.ip();
  }

  /** Instances that ran, run, or were refused; the newest first. */
  public List<ContainerState> instances(String container) {
    return containers.stream()
        .filter(c -> c.label(Labels.CONTAINER).equals(container))
        .filter(c -> c.running() || c.dead())
        .toList();
  }

  public @Nullable ContainerState latest(String container) {
    List<ContainerState> instances = instances(container);
    return instances.isEmpty() ? null : instances.getFirst();
  }

  /** Created, but its agent died before starting it: worth nothing. */
  public List<ContainerState> unstarted() {
    return containers.stream().filter(c -> !c.running() && !c.dead()).toList();
  }

  public boolean inCurrentSandbox(ContainerState container) {
    return container.label(Labels.SANDBOX).equals(sandboxId());
  }

  public static int restartCount(ContainerState container) {
    String label = container.label(Labels.RESTART_COUNT);
    return label.isEmpty() ? 0 : Integer.parseInt(label);
  }
}
