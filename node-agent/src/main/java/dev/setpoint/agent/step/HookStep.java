package dev.setpoint.agent.step;

import dev.setpoint.agent.probe.HttpCheck;
import dev.setpoint.agent.probe.Outcome;
import dev.setpoint.agent.probe.Ports;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ExecResult;
import dev.setpoint.agent.runtime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs postStart and preStop hooks. */
public final class HookStep {

  private final ContainerRuntime runtime;

  public HookStep(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  /** Returns why the hook failed, or null where it succeeded. */
  public @Nullable String run(
      LifecycleHandler hook, Container container, String containerId, String podIp, Duration limit)
      throws InterruptedException {
    if (hook.getExec() != null) {
      try {
        ExecResult result = runtime.exec(containerId, hook.getExec().getCommand(), limit);
        return result.exitCode() == 0
            ? null
            : "command '"
                + String.join(" ", hook.getExec().getCommand())
                + "' exited with "
                + result.exitCode()
                + ": "
                + result.output();
      } catch (RuntimeFailure e) {
        return e.message();
      }
    }
    if (hook.getHttpGet() != null) {
      Integer port = Ports.resolve(hook.getHttpGet().getPort(), container);
      if (port == null) {
        return "unknown port " + hook.getHttpGet().getPort().getValue();
      }
      Outcome outcome = HttpCheck.get(hook.getHttpGet(), podIp, port, limit);
      return outcome.success() ? null : outcome.message();
    }
    if (hook.getSleep() != null) {
      long seconds = hook.getSleep().getSeconds() == null ? 0 : hook.getSleep().getSeconds();
      Thread.sleep(Math.min(limit.toMillis(), seconds * 1000));
    }
    return null;
  }
}
