package dev.setpoint.agent.sync;

import dev.setpoint.agent.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.Container;
import org.jspecify.annotations.Nullable;

/** One thing to do for a Pod. */
sealed interface Step {

  record CreateSandbox() implements Step {}

  record Start(Container container, int restartCount, @Nullable ContainerState previous)
      implements Step {}

  /**
   * Stop a running container with its preStop hook and grace.
   *
   * @param graceSeconds overrides the Pod's grace period
   */
  record Stop(ContainerState instance, String message, @Nullable Long graceSeconds)
      implements Step {}

  /** Remove something that no longer runs and is of no further use. */
  record Remove(ContainerState instance) implements Step {}

  /** The sandbox died under its containers. */
  record SandboxChanged() implements Step {}

  /** Nothing of the Pod will ever run again: its network goes, its logs stay. */
  record Finish() implements Step {}
}
