package dev.setpoint.common.informer;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An informer that is fed by a list and then by changes.
 *
 * <p>The lock guards every change of the cache, the revision and the handlers, and is held while
 * handlers run: so they hear of changes one at a time, and a late handler misses none.
 */
final class CachedInformer<T extends HasMetadata> implements Informer<T> {

  private static final Logger log = LoggerFactory.getLogger(CachedInformer.class);

  private final ResourceType type;
  private final Function<ObjectNode, T> reader;
  private final ObjectCache<T> cache = new ObjectCache<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<ResourceHandler<T>> handlers = new ArrayList<>();
  private volatile boolean synced;
  private volatile long revision;

  CachedInformer(ResourceType type, Function<ObjectNode, T> reader) {
    this.type = type;
    this.reader = reader;
  }

  static <T extends HasMetadata> CachedInformer<T> of(ResourceType type, Class<T> model) {
    return new CachedInformer<>(
        type,
        model == PartialObjectMetadata.class
            ? tree -> model.cast(Identity.of(tree))
            : tree -> KubeJson.toTyped(tree, model));
  }

  ResourceType type() {
    return type;
  }

  @Override
  public Store<T> store() {
    return cache;
  }

  int size() {
    return cache.size();
  }

  @Override
  public boolean hasSynced() {
    return synced;
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public void addHandler(ResourceHandler<T> handler) {
    lock.lock();
    try {
      for (T object : cache.list()) {
        call(handler, h -> h.onAdd(object));
      }
      handlers.add(handler);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void removeHandler(ResourceHandler<T> handler) {
    lock.lock();
    try {
      handlers.remove(handler);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes over a list made at {@code listed}. Handlers hear of what differs from the cache, and of
   * nothing else; an object that was replaced under its name is a delete and an add.
   */
  void replace(List<ObjectNode> items, long listed) {
    lock.lock();
    try {
      Set<ObjectKey> gone = new HashSet<>(cache.keys());
      List<T> objects = new ArrayList<>(items.size());
      for (ObjectNode item : items) {
        T object = reader.apply(item);
        objects.add(object);
        gone.remove(ObjectKey.of(object));
      }
      gone.forEach(this::remove);
      for (T object : objects) {
        T before = cache.get(ObjectKey.of(object));
        if (before == null || !sameVersion(before, object)) {
          put(object);
        }
      }
      revision = listed;
      synced = true;
    } finally {
      lock.unlock();
    }
  }

  /** Applies a change unless it is one this cache has seen; tells whether it was new. */
  boolean apply(ChangeType change, long changed, ObjectNode tree) {
    if (changed <= revision) {
      return false;
    }
    T object = reader.apply(tree);
    lock.lock();
    try {
      switch (change) {
        case ADDED, MODIFIED -> put(object);
        case DELETED -> {
          if (cache.remove(ObjectKey.of(object)) != null) {
            tell(h -> h.onDelete(object));
          }
        }
      }
      revision = changed;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that nothing happened up to a revision, as a bookmark says. */
  void advance(long to) {
    lock.lock();
    try {
      revision = Math.max(revision, to);
    } finally {
      lock.unlock();
    }
  }

  private void put(T object) {
    ObjectKey key = ObjectKey.of(object);
    T before = cache.get(key);
    if (before != null && !Objects.equals(uid(before), uid(object))) {
      remove(key);
      before = null;
    }
    cache.put(key, object);
    T known = before;
    if (known == null) {
      tell(h -> h.onAdd(object));
    } else {
      tell(h -> h.onUpdate(known, object));
    }
  }

  private void remove(ObjectKey key) {
    T before = cache.remove(key);
    if (before != null) {
      tell(h -> h.onDelete(before));
    }
  }

  private void tell(Consumer<ResourceHandler<T>> news) {
    handlers.forEach(handler -> call(handler, news));
  }

  /** A handler that fails must not keep the others, or later changes, from being heard. */
  private void call(ResourceHandler<T> handler, Consumer<ResourceHandler<T>> news) {
    try {
      news.accept(handler);
    } catch (RuntimeException e) {
      log.error("A handler of {} failed", type.qualifiedName(), e);
    }
  }

  private static @Nullable String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }

  private static boolean sameVersion(HasMetadata a, HasMetadata b) {
    return Objects.equals(uid(a), uid(b))
        && Objects.equals(
            a.getMetadata().getResourceVersion(), b.getMetadata().getResourceVersion());
  }
}
