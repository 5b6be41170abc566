package dev.setpoint.common.controller;

import dev.setpoint.common.resource.ObjectKey;
import java.util.List;

/**
 * One control loop. It is registered by being a Spring bean, runs only while its service leads, and
 * can be switched off by name.
 */
public interface Controller {

  /** Unique within the service; for example {@code replicaset-controller}. */
  String name();

  List<Watch<?>> watches();

  /**
   * Brings the object closer to what it should be. It reads caches and may be called at any time
   * and any number of times; never for one key by two threads. A thrown ApiException of an ordinary
   * kind (conflict, not found) is a {@link Result.Retry}, any other exception a {@link
   * Result.Failed}.
   */
  Result reconcile(ObjectKey key);

  default int workers() {
    return 5;
  }

  /** Whether {@code *} switches it on; others run where they are named. */
  default boolean runsByDefault() {
    return true;
  }

  /** Leadership begins; called before any watch is. Keys for periodic work can be queued here. */
  default void started(KeyQueue queue) {}

  /** Leadership is over and no reconcile runs any more: drop what was remembered. */
  default void stopped() {}
}
