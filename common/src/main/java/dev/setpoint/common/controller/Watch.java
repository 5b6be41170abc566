package dev.setpoint.common.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/** Which keys a change of a resource makes a controller look at. */
public record Watch<T extends HasMetadata>(Class<T> type, Source<T> source) {

  /**
   * Called for every change, in order; {@code before} is null for an add, {@code after} for a
   * delete.
   */
  public interface Source<T> {
    void changed(@Nullable T before, @Nullable T after, KeyQueue queue);
  }

  /** Each object's changes queue its own key. */
  public static <T extends HasMetadata> Watch<T> own(Class<T> type) {
    return new Watch<>(
        type,
        (before, after, queue) -> {
          T object = after == null ? before : after;
          if (object != null) {
            queue.add(dev.setpoint.common.resource.ObjectKey.of(object));
          }
        });
  }
}
