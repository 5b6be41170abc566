package dev.setpoint.api.watch;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Optional;

/** Where watches are opened, and lists that may be a little stale are answered from memory. */
public interface WatchHub {

  /**
   * @throws dev.setpoint.common.error.ApiException 410 Expired, "too old resource version: X (Y)",
   *     when the revision is no longer held
   */
  Watcher open(WatchQuery query);

  /** The cached state, in key order, and the revision at which it holds. */
  Snapshot snapshot(ResourceType type);

  /** The same of one namespace. */
  default Snapshot snapshot(ResourceType type, String namespace) {
    Snapshot all = snapshot(type);
    return new Snapshot(
        all.revision(),
        all.objects().stream().filter(o -> o.key().namespace().equals(namespace)).toList());
  }

  /** One object, as old as a snapshot may be. */
  default Optional<CachedObject> find(ResourceType type, ObjectKey key) {
    return snapshot(type).objects().stream().filter(o -> o.key().equals(key)).findFirst();
  }

  /** Objects are shared; do not mutate. */
  record Snapshot(long revision, List<CachedObject> objects) {}
}
