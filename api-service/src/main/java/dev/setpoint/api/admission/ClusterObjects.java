package dev.setpoint.api.admission;

import dev.setpoint.api.storage.ListQuery;
import dev.setpoint.api.storage.ObjectCursor;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.watch.CachedObject;
import dev.setpoint.api.watch.WatchHub;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * What plugins look up. Lists come from memory, since they are asked for on every write and may be
 * a moment old, as they may in Kubernetes.
 */
@Component
public final class ClusterObjects {

  private final ObjectStore store;
  private final WatchHub cache;

  ClusterObjects(ObjectStore store, WatchHub cache) {
    this.store = store;
    this.cache = cache;
  }

  /** The newest state; the caller owns the tree. */
  public Optional<ObjectNode> find(ResourceType type, String namespace, String name) {
    return stored(type, namespace, name).map(StoredObject::tree);
  }

  Optional<StoredObject> stored(ResourceType type, String namespace, String name) {
    return store.get(type, new ObjectKey(namespace, name));
  }

  /** From memory where it is there; shared, do not mutate. */
  public Optional<ObjectNode> cached(ResourceType type, String namespace, String name) {
    Optional<CachedObject> held;
    try {
      held = cache.find(type, new ObjectKey(namespace, name));
    } catch (ApiException e) {
      held = Optional.empty();
    }
    return held.isPresent() ? held.map(CachedObject::tree) : find(type, namespace, name);
  }

  /** Shared; do not mutate. */
  public List<ObjectNode> all(ResourceType type) {
    return list(type, null);
  }

  /** Shared; do not mutate. */
  public List<ObjectNode> inNamespace(ResourceType type, String namespace) {
    return list(type, namespace);
  }

  private List<ObjectNode> list(ResourceType type, @Nullable String namespace) {
    WatchHub.Snapshot snapshot;
    try {
      snapshot = namespace == null ? cache.snapshot(type) : cache.snapshot(type, namespace);
    } catch (ApiException e) {
      // Writes go on while no change can be heard of.
      return fromStore(type, namespace);
    }
    return snapshot.objects().stream().map(CachedObject::tree).toList();
  }

  private List<ObjectNode> fromStore(ResourceType type, @Nullable String namespace) {
    List<ObjectNode> found = new ArrayList<>();
    try (ObjectCursor cursor = store.list(new ListQuery(type, namespace, 0, null, 0, null))) {
      cursor.forEachRemaining(object -> found.add(object.tree()));
    }
    return found;
  }
}
