package dev.setpoint.agent.cluster;

import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.common.events.EventRecorder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;

/** Events about Pods and their containers, which name the container's place in the spec. */
public final class PodEvents {

  private final EventRecorder recorder;

  public PodEvents(EventRecorder recorder) {
    this.recorder = recorder;
  }

  public void normal(Pod pod, String reason, String message) {
    recorder.event(pod, EventRecorder.NORMAL, reason, message);
  }

  public void warning(Pod pod, String reason, String message) {
    recorder.event(pod, EventRecorder.WARNING, reason, message);
  }

  public void normal(Pod pod, Container container, String reason, String message) {
    recorder.event(pod, path(pod, container), EventRecorder.NORMAL, reason, message);
  }

  public void warning(Pod pod, Container container, String reason, String message) {
    recorder.event(pod, path(pod, container), EventRecorder.WARNING, reason, message);
  }

  private static String path(Pod pod, Container container) {
    String name = container.getName();
    String list =
        PodContainers.isInit(pod, name)
            ? "spec.initContainers{"
            : PodContainers.isEphemeral(pod, name)
                ? "spec.ephemeralContainers{"
                : "spec.containers{";
    return list + name + "}";
  }
}
