package dev.setpoint.api.storage;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.Optional;

/**
 * Every object of every kind, with commit order equal to revision order. Failures of the database
 * surface as ApiException (503 when it can't be reached); an answered write is durable.
 */
public interface ObjectStore {

  /** Queues the write, and returns once the batch that held it is committed. */
  WriteResult write(Write write);

  /** The newest committed state. */
  Optional<StoredObject> get(ResourceType type, ObjectKey key);

  /**
   * Opens a list at one consistent revision.
   *
   * @throws dev.setpoint.common.error.ApiException 410 Expired when atRevision is older than the
   *     retained history
   */
  ObjectCursor list(ListQuery query);

  /** The newest committed revision; at least 1. */
  long revision();

  /** The oldest revision from which a watch or an exact list can still be answered. */
  long oldestRevision();
}
