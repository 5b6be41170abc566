package dev.setpoint.common.informer;

import dev.setpoint.common.resource.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;

/**
 * The informers of one service, one per type and shared. Ask for them, add handlers and indexes,
 * then start.
 */
public interface Informers extends AutoCloseable {

  <T extends HasMetadata> Informer<T> informer(Class<T> type);

  /**
   * The same for a resource that has no model class of its own, or of which only the metadata is
   * wanted (PartialObjectMetadata); the first asker's model serves all others.
   */
  <T extends HasMetadata> Informer<T> informer(ResourceType type, Class<T> model);

  /** Stops following a resource that is no longer served. */
  void drop(ResourceType type);

  List<InformerState> states();

  void start();

  /** Waits until every informer has synced; false when the time is up first. */
  boolean awaitSync(Duration atMost) throws InterruptedException;

  @Override
  void close();
}
