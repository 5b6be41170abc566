package dev.setpoint.common.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Lists a resource once over REST and then follows its changes, each applied exactly once and in
 * revision order. The cache is updated before handlers run.
 */
public interface Informer<T extends HasMetadata> {

  Store<T> store();

  /** Handlers added after the start first hear an onAdd for everything in the cache. */
  void addHandler(ResourceHandler<T> handler);

  /** The handler hears of nothing more once this returns. */
  void removeHandler(ResourceHandler<T> handler);

  /** Whether the first list has been loaded and its handlers have run. */
  boolean hasSynced();

  /** The highest revision this cache has seen. */
  long revision();
}
