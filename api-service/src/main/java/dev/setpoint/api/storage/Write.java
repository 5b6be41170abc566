package dev.setpoint.api.storage;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import tools.jackson.databind.node.ObjectNode;

/**
 * One conditional write. The store owns {@code object} from then on and sets its
 * metadata.resourceVersion.
 */
public sealed interface Write {

  ResourceType type();

  ObjectKey key();

  ObjectNode object();

  /** Fails with {@link WriteResult.Exists} when the key is taken. */
  record Create(ResourceType type, ObjectKey key, ObjectNode object) implements Write {}

  /** Applies only to the row at {@code expectedRevision}. */
  record Update(ResourceType type, ObjectKey key, long expectedRevision, ObjectNode object)
      implements Write {}

  /**
   * Removes the row at {@code expectedRevision}; {@code object} is the last state, which watchers
   * get with the deletion's own revision.
   */
  record Delete(ResourceType type, ObjectKey key, long expectedRevision, ObjectNode object)
      implements Write {}
}
