package dev.setpoint.agent.step;

import dev.setpoint.agent.cluster.NodeIdentity;
import dev.setpoint.agent.runtime.ContainerConfig;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.runtime.RuntimeFailure.Kind;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Makes and starts a Pod's infra container. */
public final class SandboxStep {

  private final ContainerRuntime runtime;
  private final PauseImage pause;
  private final Semaphore starts;

  public SandboxStep(ContainerRuntime runtime, PauseImage pause, Semaphore starts) {
    this.runtime = runtime;
    this.pause = pause;
    this.starts = starts;
  }

  /** Returns the id of the running sandbox; a RuntimeFailure says why there is none. */
  public String create(Pod pod, NodeIdentity node, int attempt) throws InterruptedException {
    pause.ensure();
    String name = ContainerConfigs.name(pod, "POD", attempt);
    ContainerConfig config =
        SandboxConfigs.of(pod, pause.reference(), pause.command(), name, node, attempt);
    starts.acquire();
    try {
      String id = make(config);
      try {
        runtime.start(id);
        return id;
      } catch (RuntimeFailure e) {
        runtime.remove(id);
        if (e.kind() != Kind.RECREATE) {
          throw e;
        }
        String again = runtime.create(config);
        runtime.start(again);
        return again;
      }
    } finally {
      starts.release();
    }
  }

  private String make(ContainerConfig config) {
    try {
      return runtime.create(config);
    } catch (RuntimeFailure e) {
      @Nullable ContainerState other =
          e.kind() == Kind.CONFLICT ? runtime.inspect(config.name()) : null;
      if (other == null || other.running()) {
        throw e;
      }
      runtime.remove(other.id()); // an agent died between create and start
      return runtime.create(config);
    }
  }
}
