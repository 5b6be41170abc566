package dev.setpoint.agent.status;

import dev.setpoint.agent.pod.PodContainers;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** The phase that a Pod's container statuses add up to (kubelet's getPhase). */
final class PodPhase {

  private PodPhase() {}

  static String of(Pod pod, List<ContainerStatus> init, List<ContainerStatus> app, boolean ended) {
    String policy = PodContainers.restartPolicy(pod);
    int pending = 0;
    int failed = 0;
    boolean appRan =
        app.stream()
            .anyMatch(
                c ->
                    c.getState().getRunning() != null
                        || c.getState().getTerminated() != null
                        || c.getLastState().getTerminated() != null);
    for (ContainerStatus status : init) {
      var spec = PodContainers.byName(pod, status.getName());
      if (spec != null && PodContainers.sidecar(spec)) {
        if (!appRan && !Boolean.TRUE.equals(status.getStarted())) {
          pending++;
        }
        continue;
      }
      var terminated = status.getState().getTerminated();
      if (status.getState().getRunning() != null) {
        pending++;
      } else if (terminated != null) {
        failed += terminated.getExitCode() == 0 ? 0 : 1;
      } else if (status.getLastState().getTerminated() != null
          && status.getLastState().getTerminated().getExitCode() != 0) {
        failed++;
      } else {
        pending++;
      }
    }
    int running = 0;
    int waiting = 0;
    int stopped = 0;
    int succeeded = 0;
    for (ContainerStatus status : app) {
      var terminated = status.getState().getTerminated();
      if (status.getState().getRunning() != null) {
        running++;
      } else if (terminated != null) {
        stopped++;
        succeeded += terminated.getExitCode() == 0 ? 1 : 0;
      } else if (status.getLastState().getTerminated() != null) {
        stopped++;
      } else {
        waiting++;
      }
    }
    if (failed > 0 && policy.equals("Never")) {
      return "Failed";
    }
    if (ended && running == 0) {
      return waiting == 0 && stopped == succeeded ? "Succeeded" : "Failed";
    }
    if (pending > 0 || failed > 0 || waiting > 0) {
      return "Pending";
    }
    if (running > 0) {
      return "Running";
    }
    if (stopped == 0) {
      return "Pending";
    }
    if (policy.equals("Always")) {
      return "Running";
    }
    if (stopped == succeeded) {
      return "Succeeded";
    }
    return policy.equals("Never") ? "Failed" : "Running";
  }
}
