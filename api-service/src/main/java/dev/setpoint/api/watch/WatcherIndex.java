package dev.setpoint.api.watch;

import dev.setpoint.common.resource.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The open watchers of one type, filed so that an event visits only those it may concern. */
final class WatcherIndex {

  /** Where a watcher is filed: both null for one that watches everything. */
  private record Scope(@Nullable String namespace, @Nullable String name) {}

  private final Map<Scope, Set<QueuedWatcher>> byScope = new HashMap<>();
  private int size;

  void add(QueuedWatcher watcher) {
    if (byScope.computeIfAbsent(scope(watcher), s -> new LinkedHashSet<>()).add(watcher)) {
      size++;
    }
  }

  void remove(QueuedWatcher watcher) {
    Scope scope = scope(watcher);
    Set<QueuedWatcher> filed = byScope.get(scope);
    if (filed != null && filed.remove(watcher)) {
      size--;
      if (filed.isEmpty()) {
        byScope.remove(scope);
      }
    }
  }

  /** A visited watcher may remove itself or others. */
  void visit(ObjectKey key, Consumer<QueuedWatcher> visitor) {
    visit(new Scope(null, null), visitor);
    visit(new Scope(key.namespace(), null), visitor);
    visit(new Scope(null, key.name()), visitor);
    visit(new Scope(key.namespace(), key.name()), visitor);
  }

  private void visit(Scope scope, Consumer<QueuedWatcher> visitor) {
    Set<QueuedWatcher> filed = byScope.get(scope);
    if (filed != null) {
      List.copyOf(filed).forEach(visitor);
    }
  }

  List<QueuedWatcher> all() {
    List<QueuedWatcher> all = new ArrayList<>(size);
    byScope.values().forEach(all::addAll);
    return all;
  }

  int size() {
    return size;
  }

  private static Scope scope(QueuedWatcher watcher) {
    return new Scope(watcher.query().namespace(), watcher.query().name());
  }
}
