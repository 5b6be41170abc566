package dev.setpoint.common.controller;

import dev.setpoint.common.informer.Informer;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a change of a resource makes a controller look at.
 *
 * @param model as what the resource is read; all who watch it must agree
 */
public record Watch<T extends HasMetadata>(ResourceType type, Class<T> model, Source<T> source) {

  /**
   * Called for every change, in order; {@code before} is null for an add, {@code after} for a
   * delete.
   */
  public interface Source<T> {
    void changed(@Nullable T before, @Nullable T after, KeyQueue queue);
  }

  public Watch(Class<T> model, Source<T> source) {
    this(ResourceTypes.of(model), model, source);
  }

  /** Of a kind whose contents are not worth their memory, as they are read when they matter. */
  public static Watch<PartialObjectMetadata> identities(
      Class<? extends HasMetadata> kind, Source<PartialObjectMetadata> source) {
    return new Watch<>(ResourceTypes.of(kind), PartialObjectMetadata.class, source);
  }

  Informer<T> informer(Informers informers) {
    return informers.informer(type, model);
  }

  /** Each object's changes queue its own key. */
  public static <T extends HasMetadata> Watch<T> own(Class<T> type) {
    return new Watch<>(
        type,
        (before, after, queue) -> {
          T object = after == null ? before : after;
          if (object != null) {
            queue.add(ObjectKey.of(object));
          }
        });
  }
}
