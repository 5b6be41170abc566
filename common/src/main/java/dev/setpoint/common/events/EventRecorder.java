package dev.setpoint.common.events;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Tells users why something happened to an object, without ever holding up the one who tells. */
public interface EventRecorder {

  String NORMAL = "Normal";
  String WARNING = "Warning";

  /**
   * @param type {@code Normal} or {@code Warning}
   * @param reason one CamelCase word
   */
  void event(HasMetadata about, String type, String reason, String message);

  /** About a part of an object, such as {@code spec.containers{web}}. */
  default void event(
      HasMetadata about, String fieldPath, String type, String reason, String message) {
    event(about, type, reason, message);
  }
}
