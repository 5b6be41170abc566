package dev.setpoint.api.watch;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One watch. The cache offers events and never waits; one thread takes them. First comes the
 * backlog (the state, or the events since the client's revision), then what was offered meanwhile.
 */
final class QueuedWatcher implements Watcher {

  private final TypeCache cache;
  private final WatchQuery query;
  private final int capacity;
  private final long bookmarkNanos;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<WatchEvent> queue = new ArrayDeque<>();
  private @Nullable String closed;

  /** Only for the taking thread. */
  private Iterator<WatchEvent> backlog;

  private long bookmarkDue;

  QueuedWatcher(
      TypeCache cache,
      WatchQuery query,
      Iterator<WatchEvent> backlog,
      int capacity,
      Duration bookmarkEvery) {
    this.cache = cache;
    this.query = query;
    this.backlog = backlog;
    this.capacity = capacity;
    this.bookmarkNanos = bookmarkEvery.toNanos();
    // Who asked for the state first wants to know where it ends.
    this.bookmarkDue = query.after() <= 0 ? System.nanoTime() : nextBookmark();
  }

  WatchQuery query() {
    return query;
  }

  /** False when there is no room, and then never again. */
  boolean offer(WatchEvent event) {
    lock.lock();
    try {
      if (closed != null || queue.size() >= capacity) {
        return false;
      }
      queue.add(event);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What is queued is still delivered, as it has no gap. */
  void closeWith(String reason) {
    lock.lock();
    try {
      if (closed == null) {
        closed = reason;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable WatchEvent next(Duration atMost) throws InterruptedException, WatchClosed {
    if (backlog.hasNext()) {
      return backlog.next();
    }
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      WatchEvent event = take(Math.min(deadline, query.bookmarks() ? bookmarkDue : deadline));
      if (event != null) {
        return event;
      }
      if (query.bookmarks() && System.nanoTime() - bookmarkDue >= 0) {
        WatchEvent bookmark = bookmark();
        if (bookmark != null) {
          return bookmark;
        }
      }
      if (System.nanoTime() - deadline >= 0) {
        return null;
      }
    }
  }

  private @Nullable WatchEvent take(long until) throws InterruptedException, WatchClosed {
    lock.lock();
    try {
      while (queue.isEmpty()) {
        if (closed != null) {
          throw new WatchClosed(closed);
        }
        long left = until - System.nanoTime();
        if (left <= 0) {
          return null;
        }
        changed.awaitNanos(left);
      }
      return queue.remove();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The cache's revision is read first: whatever it covers was offered before, so an empty queue
   * means that all of it has been taken.
   */
  private @Nullable WatchEvent bookmark() {
    long revision = Math.max(cache.revision(), query.after());
    lock.lock();
    try {
      if (!queue.isEmpty() || closed != null) {
        return null;
      }
    } finally {
      lock.unlock();
    }
    bookmarkDue = nextBookmark();
    return new WatchEvent(WatchEvent.Type.BOOKMARK, standIn(query.type(), revision));
  }

  static WatchEvent endOfInitial(ResourceType type, long revision) {
    return new WatchEvent(WatchEvent.Type.BOOKMARK, standIn(type, revision), true);
  }

  private static CachedObject standIn(ResourceType type, long revision) {
    byte[] json =
        ("{\"kind\":\""
                + type.kind()
                + "\",\"apiVersion\":\""
                + type.apiVersion()
                + "\",\"metadata\":{\"resourceVersion\":\""
                + revision
                + "\"}}")
            .getBytes(StandardCharsets.UTF_8);
    return new CachedObject(new ObjectKey("", ""), revision, json);
  }

  /** A little spread, so that watchers opened together do not all wake together. */
  private long nextBookmark() {
    return System.nanoTime()
        + bookmarkNanos
        - ThreadLocalRandom.current().nextLong(bookmarkNanos / 10 + 1);
  }

  @Override
  public void close() {
    cache.remove(this);
    closeWith("closed");
  }
}
