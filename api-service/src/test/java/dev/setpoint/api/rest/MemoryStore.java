package dev.setpoint.api.rest;

import dev.setpoint.api.storage.ListQuery;
import dev.setpoint.api.storage.ObjectCursor;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.Write;
import dev.setpoint.api.storage.WriteResult;
import dev.setpoint.api.watch.CachedObject;
import dev.setpoint.api.watch.WatchEvent;
import dev.setpoint.api.watch.WatchHub;
import dev.setpoint.api.watch.WatchQuery;
import dev.setpoint.api.watch.Watcher;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/** A store and its watches in memory, with every change kept. */
public final class MemoryStore implements ObjectStore, WatchHub {

  private record Change(
      ResourceType type, ObjectKey key, long revision, StoredObject now, StoredObject before) {}

  private static final long OLDEST = 2;

  private final List<Change> changes = new ArrayList<>();
  private final List<Open> watchers = new CopyOnWriteArrayList<>();
  private long revision = OLDEST;

  @Override
  public synchronized WriteResult write(Write write) {
    StoredObject before = get(write.type(), write.key()).orElse(null);
    switch (write) {
      case Write.Create create -> {
        if (before != null) {
          return new WriteResult.Exists();
        }
      }
      case Write.Update update -> {
        if (before == null) {
          return new WriteResult.Missing();
        }
        if (before.revision() != update.expectedRevision()) {
          return new WriteResult.Stale();
        }
      }
      case Write.Delete delete -> {
        if (before == null) {
          return new WriteResult.Missing();
        }
        if (before.revision() != delete.expectedRevision()) {
          return new WriteResult.Stale();
        }
      }
    }
    revision++;
    ObjectNode object = write.object();
    ((ObjectNode) object.get("metadata")).put("resourceVersion", String.valueOf(revision));
    StoredObject stored =
        new StoredObject(
            write.key(),
            object.path("metadata").path("uid").asString(""),
            revision,
            KubeJson.write(object));
    Change change =
        new Change(
            write.type(),
            write.key(),
            revision,
            write instanceof Write.Delete ? null : stored,
            before);
    changes.add(change);
    watchers.forEach(w -> w.offer(change, stored));
    return new WriteResult.Done(stored);
  }

  private synchronized TreeMap<ObjectKey, StoredObject> state(ResourceType type, long at) {
    TreeMap<ObjectKey, StoredObject> state = new TreeMap<>();
    for (Change change : changes) {
      if (change.type().equals(type) && change.revision() <= at) {
        if (change.now() == null) {
          state.remove(change.key());
        } else {
          state.put(change.key(), change.now());
        }
      }
    }
    return state;
  }

  @Override
  public synchronized Optional<StoredObject> get(ResourceType type, ObjectKey key) {
    return Optional.ofNullable(state(type, revision).get(key));
  }

  @Override
  public synchronized ObjectCursor list(ListQuery query) {
    long at = query.atRevision() == 0 ? revision : query.atRevision();
    if (at < OLDEST) {
      throw ApiException.expired("too old resource version: " + at + " (" + OLDEST + ")");
    }
    List<StoredObject> all =
        state(query.type(), at).values().stream()
            .filter(o -> query.namespace() == null || o.key().namespace().equals(query.namespace()))
            .filter(o -> query.after() == null || o.key().compareTo(query.after()) > 0)
            .filter(o -> query.filter() == null || query.filter().test(o.tree()))
            .toList();
    int size = query.limit() == 0 ? all.size() : Math.min(query.limit(), all.size());
    boolean more = size < all.size();
    long remaining = more && query.filter() == null ? all.size() - size : -1;
    return new Cursor(all.subList(0, size), at, more, remaining);
  }

  private static final class Cursor implements ObjectCursor {
    private final List<StoredObject> objects;
    private final long revision;
    private final boolean more;
    private final long remaining;
    private int next;

    Cursor(List<StoredObject> objects, long revision, boolean more, long remaining) {
      this.objects = objects;
      this.revision = revision;
      this.more = more;
      this.remaining = remaining;
    }

    @Override
    public long revision() {
      return revision;
    }

    @Override
    public boolean hasMore() {
      return more;
    }

    @Override
    public long remaining() {
      return remaining;
    }

    @Override
    public boolean hasNext() {
      return next < objects.size();
    }

    @Override
    public StoredObject next() {
      return objects.get(next++);
    }

    @Override
    public void close() {}
  }

  @Override
  public synchronized long revision() {
    return revision;
  }

  @Override
  public long oldestRevision() {
    return OLDEST;
  }

  @Override
  public synchronized Watcher open(WatchQuery query) {
    Open watcher = new Open(query);
    if (query.after() > 0) {
      if (query.after() < OLDEST) {
        throw ApiException.expired(
            "too old resource version: " + query.after() + " (" + OLDEST + ")");
      }
      changes.stream()
          .filter(c -> c.revision() > query.after())
          .forEach(c -> watcher.offer(c, c.now() == null ? deleted(c) : c.now()));
    } else {
      state(query.type(), revision)
          .values()
          .forEach(o -> watcher.offer(new Change(query.type(), o.key(), o.revision(), o, null), o));
    }
    watchers.add(watcher);
    return watcher;
  }

  private static StoredObject deleted(Change change) {
    ObjectNode tree = change.before().tree();
    ((ObjectNode) tree.get("metadata")).put("resourceVersion", String.valueOf(change.revision()));
    return new StoredObject(
        change.key(), change.before().uid(), change.revision(), KubeJson.write(tree));
  }

  @Override
  public synchronized Snapshot snapshot(ResourceType type) {
    return new Snapshot(
        revision, state(type, revision).values().stream().map(MemoryStore::cached).toList());
  }

  private static CachedObject cached(StoredObject object) {
    return new CachedObject(object.key(), object.revision(), object.json());
  }

  /** How many watches are open. */
  public int openWatches() {
    return watchers.size();
  }

  private final class Open implements Watcher {
    private final WatchQuery query;
    private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();

    Open(WatchQuery query) {
      this.query = query;
    }

    private boolean matches(StoredObject object) {
      return object != null
          && (query.namespace() == null || query.namespace().equals(object.key().namespace()))
          && (query.name() == null || query.name().equals(object.key().name()))
          && (query.filter() == null || query.filter().test(object.tree()));
    }

    void offer(Change change, StoredObject last) {
      if (!change.type().equals(query.type())) {
        return;
      }
      boolean before = matches(change.before());
      boolean now = matches(change.now());
      if (now) {
        events.add(
            new WatchEvent(
                before ? WatchEvent.Type.MODIFIED : WatchEvent.Type.ADDED, cached(change.now())));
      } else if (before) {
        StoredObject gone = change.now() == null ? last : deleted(change);
        events.add(new WatchEvent(WatchEvent.Type.DELETED, cached(gone)));
      }
    }

    @Override
    public WatchEvent next(Duration atMost) throws InterruptedException {
      return events.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
      watchers.remove(this);
    }
  }
}
