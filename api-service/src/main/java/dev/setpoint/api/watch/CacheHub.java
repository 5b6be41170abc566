package dev.setpoint.api.watch;

import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.storage.ChangeLog;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** The caches of all types. Ends all watches first when the service stops. */
@Component
class CacheHub implements WatchHub, SmartLifecycle {

  private final WatchProperties properties;
  private final Clock clock;
  private final ChangeLog changes;
  private final WatchMetrics metrics;

  /** By qualified name: two versions of a type share their objects. */
  private final Map<String, TypeCache> caches = new ConcurrentHashMap<>();

  private volatile Runnable onNewCache = () -> {};
  private volatile boolean running;
  private volatile boolean stopped;

  CacheHub(
      WatchProperties properties,
      Clock clock,
      ChangeLog changes,
      WatchMetrics metrics,
      ResourceRegistry registry) {
    this.properties = properties;
    this.clock = clock;
    this.changes = changes;
    this.metrics = metrics;
    registry.all().forEach(this::serve);
    registry.onAdded(this::serve);
  }

  private void serve(ResourceStrategy strategy) {
    if (strategy.stored()) {
      cache(strategy.storedType());
    }
  }

  List<TypeCache> caches() {
    return List.copyOf(caches.values());
  }

  /** Whether every type's objects are loaded. */
  boolean primed() {
    return caches.values().stream().allMatch(TypeCache::primed);
  }

  void onNewCache(Runnable listener) {
    onNewCache = listener;
  }

  private TypeCache cache(ResourceType type) {
    TypeCache known = caches.get(type.qualifiedName());
    if (known != null) {
      return known;
    }
    TypeCache made =
        caches.computeIfAbsent(
            type.qualifiedName(), name -> new TypeCache(type, properties, clock, metrics));
    metrics.register(made);
    onNewCache.run();
    return made;
  }

  @Override
  public Watcher open(WatchQuery query) {
    TypeCache cache = cache(query.type());
    awaitCache(cache, query.after() < 0 ? lastOf(query.type()) : 0);
    QueuedWatcher watcher = cache.open(query);
    if (stopped) {
      cache.closeWatchers("the server is shutting down");
    }
    return watcher;
  }

  @Override
  public Snapshot snapshot(ResourceType type) {
    TypeCache cache = cache(type);
    awaitCache(cache, 0);
    return cache.snapshot();
  }

  @Override
  public Snapshot snapshot(ResourceType type, String namespace) {
    TypeCache cache = cache(type);
    awaitCache(cache, 0);
    return cache.snapshot(namespace);
  }

  @Override
  public Optional<CachedObject> find(ResourceType type, ObjectKey key) {
    TypeCache cache = cache(type);
    awaitCache(cache, 0);
    return cache.find(key);
  }

  private void awaitCache(TypeCache cache, long atLeast) {
    try {
      if (!cache.await(atLeast, properties.freshWithin())) {
        throw ApiException.unavailable(
            "the watch cache of "
                + cache.type().qualifiedName()
                + (cache.primed() ? " lags behind" : " is not loaded yet"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("interrupted");
    }
  }

  private long lastOf(ResourceType type) {
    try {
      return changes.lastOf(type.qualifiedName());
    } catch (DataAccessException | TransactionException e) {
      throw ApiException.unavailable("the storage is unavailable");
    }
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    stopped = true;
    running = false;
    caches().forEach(cache -> cache.closeWatchers("the server is shutting down"));
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Stopped before the web server, which waits for open requests. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
