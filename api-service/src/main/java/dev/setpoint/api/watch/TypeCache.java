package dev.setpoint.api.watch;

import dev.setpoint.api.storage.Change.Op;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state and the recent events of one type. One thread feeds it; each revision is applied once
 * and in order, whatever is fed twice. Everything an event touches changes under one lock, so that
 * a watcher joins between two events.
 */
final class TypeCache {

  private final ResourceType type;
  private final WatchProperties properties;
  private final Clock clock;
  private final WatchMetrics metrics;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private final TreeMap<ObjectKey, CachedObject> state = new TreeMap<>();
  private final EventRing ring;
  private final WatcherIndex watchers = new WatcherIndex();

  private boolean primed;

  /** The newest event applied, or the revision primed at. */
  private long lastEvent;

  /** Nothing of this type is missing up to here; never below {@code lastEvent}. */
  private long revision;

  /** Progress that waits for an event still on its way: its revision, that event's, since when. */
  private long claimed;

  private long claimedAfter;
  private long claimedSinceMillis;

  TypeCache(ResourceType type, WatchProperties properties, Clock clock, WatchMetrics metrics) {
    this.type = type;
    this.properties = properties;
    this.clock = clock;
    this.metrics = metrics;
    this.ring =
        new EventRing(
            properties.minEvents(),
            properties.maxEvents(),
            properties.maxEventSize().toBytes(),
            properties.keepFresh());
  }

  ResourceType type() {
    return type;
  }

  /**
   * Starts over from the state at a revision.
   *
   * @param history the events before it, without a gap after {@code floor}
   */
  void prime(
      long atRevision, Collection<CachedObject> objects, List<CacheEvent> history, long floor) {
    lock.lock();
    try {
      watchers.all().forEach(watcher -> cut(watcher, "the watch cache was loaded anew"));
      state.clear();
      objects.forEach(object -> state.put(object.key(), object));
      ring.reset(floor);
      long now = clock.millis();
      history.forEach(event -> ring.add(event, now));
      lastEvent = atRevision;
      revision = atRevision;
      claimed = 0;
      primed = true;
      advanced.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Applies an event; one that was seen already is ignored. */
  void apply(long eventRevision, Op op, ObjectKey key, byte[] json) {
    lock.lock();
    try {
      if (!primed || eventRevision <= lastEvent) {
        return;
      }
      CachedObject object = new CachedObject(key, eventRevision, json);
      CachedObject old = op == Op.DELETED ? state.remove(key) : state.put(key, object);
      CacheEvent event = new CacheEvent(op, object, old);
      ring.add(event, clock.millis());
      watchers.visit(key, watcher -> offer(watcher, event));
      lastEvent = eventRevision;
      revision = Math.max(revision, eventRevision);
      settleClaim();
      advanced.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Everything up to {@code upTo} is published; of this type, {@code lastOfType} was the last. */
  void progress(long upTo, long lastOfType) {
    lock.lock();
    try {
      if (primed && upTo > revision) {
        if (claimed == 0) {
          claimedSinceMillis = clock.millis();
        }
        claimed = upTo;
        claimedAfter = lastOfType;
        settleClaim();
        advanced.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void settleClaim() {
    if (claimed != 0 && revision >= claimedAfter) {
      revision = Math.max(revision, claimed);
      claimed = 0;
    }
  }

  /** Whether a published event does not arrive. */
  boolean missesAnEvent() {
    lock.lock();
    try {
      return claimed != 0
          && clock.millis() - claimedSinceMillis > properties.repairAfter().toMillis();
    } finally {
      lock.unlock();
    }
  }

  private void offer(QueuedWatcher watcher, CacheEvent event) {
    if (event.revision() <= watcher.query().after()) {
      return;
    }
    WatchEvent seen;
    try {
      seen = event.seenThrough(watcher.query().filter());
    } catch (RuntimeException e) {
      cut(watcher, "the selector failed: " + e);
      return;
    }
    if (seen != null && !watcher.offer(seen)) {
      cut(watcher, "the watcher is too slow");
      metrics.cutOff();
    }
  }

  private void cut(QueuedWatcher watcher, String reason) {
    watchers.remove(watcher);
    watcher.closeWith(reason);
  }

  /** Waits until events up to {@code atLeast} are applied; false when they do not come in time. */
  boolean await(long atLeast, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (!primed || revision < atLeast) {
        if (left <= 0) {
          return false;
        }
        left = advanced.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  QueuedWatcher open(WatchQuery query) {
    lock.lock();
    try {
      requirePrimed();
      QueuedWatcher watcher =
          new QueuedWatcher(
              this,
              query,
              query.after() <= 0 ? initial(query) : eventsFor(query),
              properties.queue(),
              properties.bookmarkEvery());
      watchers.add(watcher);
      return watcher;
    } finally {
      lock.unlock();
    }
  }

  private Iterator<WatchEvent> initial(WatchQuery query) {
    Stream<WatchEvent> end =
        query.bookmarks() ? Stream.of(QueuedWatcher.endOfInitial(type, revision)) : Stream.empty();
    return switch (query.initial()) {
      case EVENTS -> stateFor(query).iterator();
      case MARKED -> Stream.concat(stateFor(query), end).iterator();
      case NONE -> Collections.emptyIterator();
    };
  }

  private Stream<WatchEvent> stateFor(WatchQuery query) {
    return scoped(query.namespace(), query.name())
        .filter(object -> query.filter() == null || query.filter().test(object.tree()))
        .map(object -> new WatchEvent(WatchEvent.Type.ADDED, object));
  }

  private Iterator<WatchEvent> eventsFor(WatchQuery query) {
    if (query.after() < ring.floor()) {
      throw ApiException.expired(
          "too old resource version: " + query.after() + " (" + ring.floor() + ")");
    }
    return ring.after(query.after()).stream()
        .filter(event -> inScope(event.object().key(), query.namespace(), query.name()))
        .map(event -> event.seenThrough(query.filter()))
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull)
        .iterator();
  }

  /** A copy, to be walked outside of the lock. */
  private Stream<CachedObject> scoped(@Nullable String namespace, @Nullable String name) {
    Collection<CachedObject> found =
        namespace == null
            ? state.values()
            : state
                .subMap(new ObjectKey(namespace, ""), new ObjectKey(namespace + "\0", ""))
                .values();
    return new ArrayList<>(found)
        .stream().filter(object -> name == null || object.key().name().equals(name));
  }

  private static boolean inScope(ObjectKey key, @Nullable String namespace, @Nullable String name) {
    return (namespace == null || key.namespace().equals(namespace))
        && (name == null || key.name().equals(name));
  }

  WatchHub.Snapshot snapshot() {
    lock.lock();
    try {
      requirePrimed();
      return new WatchHub.Snapshot(revision, new ArrayList<>(state.values()));
    } finally {
      lock.unlock();
    }
  }

  WatchHub.Snapshot snapshot(String namespace) {
    lock.lock();
    try {
      requirePrimed();
      return new WatchHub.Snapshot(revision, scoped(namespace, null).toList());
    } finally {
      lock.unlock();
    }
  }

  Optional<CachedObject> find(ObjectKey key) {
    lock.lock();
    try {
      requirePrimed();
      return Optional.ofNullable(state.get(key));
    } finally {
      lock.unlock();
    }
  }

  private void requirePrimed() {
    if (!primed) {
      throw ApiException.unavailable(
          "the watch cache of " + type.qualifiedName() + " is not loaded yet");
    }
  }

  void remove(QueuedWatcher watcher) {
    lock.lock();
    try {
      watchers.remove(watcher);
    } finally {
      lock.unlock();
    }
  }

  /** Ends all watches, for clients to resume elsewhere. */
  void closeWatchers(String reason) {
    lock.lock();
    try {
      watchers.all().forEach(watcher -> cut(watcher, reason));
    } finally {
      lock.unlock();
    }
  }

  boolean primed() {
    lock.lock();
    try {
      return primed;
    } finally {
      lock.unlock();
    }
  }

  long revision() {
    lock.lock();
    try {
      return revision;
    } finally {
      lock.unlock();
    }
  }

  long lastEvent() {
    lock.lock();
    try {
      return lastEvent;
    } finally {
      lock.unlock();
    }
  }

  int watcherCount() {
    lock.lock();
    try {
      return watchers.size();
    } finally {
      lock.unlock();
    }
  }
}
