package dev.setpoint.api.watch;

import dev.setpoint.common.resource.ResourceType;
import java.util.List;

/** Where watches are opened, and lists that may be a little stale are answered from memory. */
public interface WatchHub {

  /**
   * @throws dev.setpoint.common.error.ApiException 410 Expired, "too old resource version: X (Y)",
   *     when the revision is no longer held
   */
  Watcher open(WatchQuery query);

  /** The cached state, in key order, and the revision at which it holds. */
  Snapshot snapshot(ResourceType type);

  /** Objects are shared; do not mutate. */
  record Snapshot(long revision, List<CachedObject> objects) {}
}
