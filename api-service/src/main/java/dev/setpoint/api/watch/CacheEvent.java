package dev.setpoint.api.watch;

import dev.setpoint.api.storage.Change.Op;
import dev.setpoint.common.json.KubeJson;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change as the cache keeps it. What a watcher sees of it depends on whether its selector matched
 * the state before and matches the one after; the few possible answers are made once and shared.
 */
final class CacheEvent {

  private final Op op;
  private final CachedObject object;
  private final @Nullable CachedObject old;
  private @Nullable WatchEvent added;
  private @Nullable WatchEvent modified;
  private @Nullable WatchEvent deleted;

  /**
   * @param object after the change; for a deletion the last state at the deletion's revision
   * @param old before the change; null when there was none
   */
  CacheEvent(Op op, CachedObject object, @Nullable CachedObject old) {
    this.op = op;
    this.object = object;
    this.old = old;
  }

  long revision() {
    return object.revision();
  }

  CachedObject object() {
    return object;
  }

  int size() {
    return object.json().length;
  }

  /** Null when the selector matches neither state. */
  @Nullable WatchEvent seenThrough(@Nullable Predicate<ObjectNode> filter) {
    boolean before =
        op != Op.ADDED && (filter == null || filter.test((old == null ? object : old).tree()));
    boolean after = op != Op.DELETED && (filter == null || filter.test(object.tree()));
    if (after) {
      return before ? modified() : added();
    }
    return before ? deleted() : null;
  }

  private synchronized WatchEvent added() {
    if (added == null) {
      added = new WatchEvent(WatchEvent.Type.ADDED, object);
    }
    return added;
  }

  private synchronized WatchEvent modified() {
    if (modified == null) {
      modified = new WatchEvent(WatchEvent.Type.MODIFIED, object);
    }
    return modified;
  }

  private synchronized WatchEvent deleted() {
    if (deleted == null) {
      deleted = new WatchEvent(WatchEvent.Type.DELETED, lastMatching());
    }
    return deleted;
  }

  /** The state that a watcher must forget, at the revision at which it must. */
  private CachedObject lastMatching() {
    if (op == Op.DELETED || old == null) {
      return object;
    }
    ObjectNode tree = old.tree().deepCopy();
    tree.withObjectProperty("metadata").put("resourceVersion", String.valueOf(revision()));
    return new CachedObject(object.key(), revision(), KubeJson.write(tree));
  }
}
