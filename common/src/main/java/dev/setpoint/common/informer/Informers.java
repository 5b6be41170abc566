package dev.setpoint.common.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;

/**
 * The informers of one service, one per type and shared. Ask for them, add handlers and indexes,
 * then start.
 */
public interface Informers extends AutoCloseable {

  <T extends HasMetadata> Informer<T> informer(Class<T> type);

  void start();

  /** Waits until every informer has synced; false when the time is up first. */
  boolean awaitSync(Duration atMost) throws InterruptedException;

  @Override
  void close();
}
