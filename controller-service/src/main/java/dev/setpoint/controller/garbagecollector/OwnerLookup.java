package dev.setpoint.controller.garbagecollector;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.Discovery;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks the API itself about owners, since only it can say that one does not exist. */
final class OwnerLookup {

  private static final int REMEMBERED = 500;

  private final ApiClient api;
  private final Discovery discovery;

  /** Owners that do not exist: a uid that is gone never comes back. */
  private final Set<Absent> absent =
      Collections.newSetFromMap(
          Collections.synchronizedMap(
              new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Absent, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  private record Absent(String namespace, OwnerReference reference) {}

  OwnerLookup(ApiClient api, Discovery discovery) {
    this.api = api;
    this.discovery = discovery;
  }

  /**
   * @param namespace the dependent's: an owner lives there too, or in none
   */
  OwnerState state(String namespace, OwnerReference reference) {
    Absent known = new Absent(namespace, reference);
    if (absent.contains(known)) {
      return new OwnerState(reference, OwnerState.Kind.ABSENT);
    }
    ResourceType type =
        discovery
            .find(reference.getApiVersion(), reference.getKind())
            .orElseThrow(
                () ->
                    new ApiException(
                        404,
                        StatusReason.NotFound, // tried again, ever more rarely: it may come
                        "owner %s is of a kind that is not served: %s %s"
                            .formatted(
                                reference.getName(),
                                reference.getApiVersion(),
                                reference.getKind()),
                        null));
    if (type.namespaced() && namespace.isEmpty()) {
      // A cluster-scoped object cannot be owned from within a namespace; nothing can be looked up.
      return new OwnerState(reference, OwnerState.Kind.SOLID);
    }
    ObjectNode owner =
        api.find(type, new ObjectKey(type.namespaced() ? namespace : "", reference.getName()));
    if (owner == null || !uid(owner).equals(reference.getUid())) {
      absent.add(known);
      return new OwnerState(reference, OwnerState.Kind.ABSENT);
    }
    boolean waiting = false;
    if (owner.path("metadata").has("deletionTimestamp")) {
      for (JsonNode finalizer : owner.path("metadata").path("finalizers")) {
        waiting |= finalizer.asString().equals(GraphNode.FOREGROUND);
      }
    }
    return new OwnerState(reference, waiting ? OwnerState.Kind.WAITING : OwnerState.Kind.SOLID);
  }

  static String uid(ObjectNode object) {
    return object.path("metadata").path("uid").asString("");
  }
}
