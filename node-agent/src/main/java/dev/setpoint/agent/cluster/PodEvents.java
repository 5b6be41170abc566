package dev.setpoint.agent.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Where the agent's Events go; never blocks. */
public interface PodEvents {

  void event(HasMetadata about, String type, String reason, String message);

  default void normal(HasMetadata about, String reason, String message) {
    event(about, "Normal", reason, message);
  }

  default void warning(HasMetadata about, String reason, String message) {
    event(about, "Warning", reason, message);
  }
}
