package dev.setpoint.api.watch;

import dev.setpoint.api.storage.Change;
import dev.setpoint.api.storage.ChangeLog;
import dev.setpoint.common.resource.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Loads a cache from the database, or closes the gap of one that missed events. */
@Component
class CacheLoader {

  /** How much history a fresh cache gets, so that clients can resume after a restart. */
  private static final int HISTORY = 2_000;

  private static final long HISTORY_BYTES = 8 << 20;

  private final ChangeLog changes;

  CacheLoader(ChangeLog changes) {
    this.changes = changes;
  }

  /** Afterwards the cache lacks nothing that was committed before the call. */
  void load(TypeCache cache) {
    if (!cache.primed() || !follow(cache)) {
      prime(cache);
    }
  }

  /** False when the history no longer reaches back to what the cache has. */
  private boolean follow(TypeCache cache) {
    String type = cache.type().qualifiedName();
    long from = cache.revision();
    if (from < changes.droppedTo()) {
      return false;
    }
    List<Change> missed = new ArrayList<>();
    long revision = changes.follow(type, from, missed::add);
    // Looked up again, as a partition may have vanished meanwhile.
    if (from < changes.droppedTo()) {
      return false;
    }
    missed.forEach(
        change -> cache.apply(change.revision(), change.op(), change.key(), change.body()));
    cache.progress(revision, missed.isEmpty() ? 0 : missed.getLast().revision());
    return true;
  }

  private void prime(TypeCache cache) {
    Map<ObjectKey, CachedObject> objects = new HashMap<>();
    ChangeLog.State state =
        changes.state(
            cache.type().qualifiedName(),
            HISTORY,
            HISTORY_BYTES,
            stored ->
                objects.put(
                    stored.key(),
                    new CachedObject(stored.key(), stored.revision(), stored.json())));
    List<Change> recent = state.recent().changes();
    long floor =
        state.recent().complete() || recent.isEmpty() ? 0 : recent.getFirst().revision() - 1;
    cache.prime(
        state.revision(),
        objects.values(),
        recent.stream().map(CacheLoader::event).toList(),
        // Again after the reading, as a partition may have vanished meanwhile.
        Math.max(floor, changes.droppedTo()));
  }

  private static CacheEvent event(Change change) {
    byte @Nullable [] old = change.oldBody();
    return new CacheEvent(
        change.op(),
        new CachedObject(change.key(), change.revision(), change.body()),
        old == null ? null : new CachedObject(change.key(), 0, old));
  }
}
