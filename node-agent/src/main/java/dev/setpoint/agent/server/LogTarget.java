package dev.setpoint.agent.server;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which instance a log request means, or why there is none, in kubelet's words. */
sealed interface LogTarget {

  record Found(String containerId) implements LogTarget {}

  record Refused(String message) implements LogTarget {}

  static LogTarget of(String pod, String container, @Nullable PodStatus status, boolean previous) {
    String subject = "container \"" + container + "\" in pod \"" + pod + "\" ";
    ContainerStatus found = find(status, container);
    if (found == null) {
      return new Refused(subject + "is not available");
    }
    ContainerState state = found.getState();
    ContainerStateTerminated last =
        found.getLastState() == null ? null : found.getLastState().getTerminated();
    String lastId = last == null ? null : id(last.getContainerID());
    if (previous) {
      return lastId == null
          ? new Refused("previous terminated " + subject + "not found")
          : new Found(lastId);
    }
    if (state.getRunning() != null) {
      String id = id(found.getContainerID());
      return id == null ? new Refused(subject + "is not available") : new Found(id);
    }
    if (state.getTerminated() != null) {
      String id = id(state.getTerminated().getContainerID());
      String any = id == null ? lastId : id;
      return any == null ? new Refused(subject + "is terminated") : new Found(any);
    }
    if (lastId != null) {
      return new Found(lastId);
    }
    String reason = state.getWaiting() == null ? null : state.getWaiting().getReason();
    if (reason == null) {
      return new Refused(subject + "is waiting to start - no logs yet");
    }
    return new Refused(
        subject
            + "is waiting to start: "
            + switch (reason) {
              case "ErrImagePull" -> "image can't be pulled";
              case "ImagePullBackOff" -> "trying and failing to pull image";
              default -> reason;
            });
  }

  /** The container's running instance; null when it has none. */
  static @Nullable String running(@Nullable PodStatus status, String container) {
    ContainerStatus found = find(status, container);
    return found == null || found.getState().getRunning() == null
        ? null
        : id(found.getContainerID());
  }

  private static @Nullable ContainerStatus find(@Nullable PodStatus status, String container) {
    if (status == null) {
      return null;
    }
    List<ContainerStatus> all = new ArrayList<>();
    if (status.getContainerStatuses() != null) {
      all.addAll(status.getContainerStatuses());
    }
    if (status.getInitContainerStatuses() != null) {
      all.addAll(status.getInitContainerStatuses());
    }
    if (status.getEphemeralContainerStatuses() != null) {
      all.addAll(status.getEphemeralContainerStatuses());
    }
    return all.stream().filter(s -> s.getName().equals(container)).findFirst().orElse(null);
  }

  private static @Nullable String id(@Nullable String containerId) {
    if (containerId == null || containerId.isEmpty()) {
      return null;
    }
    return containerId.substring(containerId.indexOf("://") + 3);
  }
}
