package dev.setpoint.api.watch;

import dev.setpoint.api.storage.ListQuery;
import dev.setpoint.api.storage.ObjectCursor;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps something in memory like a type's objects: a list from the database once, then the watch
 * cache's events, and all over again when those break off. One thread calls the sink.
 */
public final class Follower {

  private static final Logger log = LoggerFactory.getLogger(Follower.class);
  private static final Duration WAIT = Duration.ofSeconds(30);

  private final ResourceType type;
  private final ObjectStore store;
  private final WatchHub hub;
  private final Sink sink;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Thread thread;

  /** Where the objects go. */
  public interface Sink {

    void put(CachedObject object);

    void remove(ObjectKey key);

    /** After a list: nothing else exists. */
    void listed(Set<ObjectKey> keys);
  }

  public Follower(ResourceType type, ObjectStore store, WatchHub hub, Sink sink) {
    this.type = type;
    this.store = store;
    this.hub = hub;
    this.sink = sink;
  }

  public void start() {
    thread = Thread.ofVirtual().name("follow-" + type.plural()).start(this::run);
  }

  public void stop() {
    stopped.countDown();
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private void run() {
    try {
      while (stopped.getCount() > 0) {
        try {
          follow(list());
        } catch (Watcher.WatchClosed e) {
          log.debug("watching {} again: {}", type, e.getMessage());
        } catch (RuntimeException e) {
          log.warn("{} can't be followed, trying again: {}", type, e.toString());
        }
        if (stopped.await(1, TimeUnit.SECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      log.debug("stopping");
    }
  }

  private long list() {
    Set<ObjectKey> keys = new HashSet<>();
    try (ObjectCursor all = store.list(new ListQuery(type, null, 0, null, 0, null))) {
      while (all.hasNext()) {
        StoredObject object = all.next();
        sink.put(new CachedObject(object.key(), object.revision(), object.json()));
        keys.add(object.key());
      }
      sink.listed(keys);
      return all.revision();
    }
  }

  private void follow(long revision) throws InterruptedException, Watcher.WatchClosed {
    try (Watcher watcher = hub.open(new WatchQuery(type, null, null, null, revision, false))) {
      while (stopped.getCount() > 0) {
        WatchEvent event = watcher.next(WAIT);
        if (event != null) {
          switch (event.type()) {
            case ADDED, MODIFIED -> sink.put(event.object());
            case DELETED -> sink.remove(event.object().key());
            case BOOKMARK -> {}
          }
        }
      }
    }
  }
}
