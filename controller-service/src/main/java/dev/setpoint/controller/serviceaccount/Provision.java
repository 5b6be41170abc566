package dev.setpoint.controller.serviceaccount;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import org.jspecify.annotations.Nullable;

/** What the controllers that put something into every namespace have in common. */
final class Provision {

  private Provision() {}

  static boolean isActive(@Nullable Namespace namespace) {
    return namespace != null
        && namespace.getMetadata().getDeletionTimestamp() == null
        && (namespace.getStatus() == null
            || !"Terminating".equals(namespace.getStatus().getPhase()));
  }

  /** Queues the namespace of an object called {@code name} whenever that object changes. */
  static <T extends HasMetadata> Watch.Source<T> named(String name) {
    return (before, after, queue) -> {
      enqueue(before, name, queue);
      enqueue(after, name, queue);
    };
  }

  private static void enqueue(@Nullable HasMetadata object, String name, KeyQueue queue) {
    if (object != null && object.getMetadata().getName().equals(name)) {
      queue.add(new ObjectKey("", object.getMetadata().getNamespace()));
    }
  }

  /** Creates what is missing; being second, or too late for a namespace that ends, is fine. */
  static void create(ApiClient api, HasMetadata object) {
    try {
      api.create(object);
    } catch (ApiException e) {
      boolean ends =
          e.details() != null
              && e.details().causes().stream()
                  .anyMatch(cause -> cause.reason().equals("NamespaceTerminating"));
      if (!ends
          && e.reason() != StatusReason.AlreadyExists
          && e.reason() != StatusReason.NotFound) {
        throw e;
      }
    }
  }
}
