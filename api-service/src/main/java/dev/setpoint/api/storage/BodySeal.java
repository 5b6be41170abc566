package dev.setpoint.api.storage;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts something unreadable in the place of objects that nobody else may read: in the database, and
 * in the topics that are filled from it.
 */
public interface BodySeal {

  /** Whether objects of a type (by its qualified name) may be sealed. */
  boolean concerns(String type);

  /** What is stored in an object's place: its metadata at least, with the resourceVersion. */
  ObjectNode seal(ResourceType type, ObjectKey key, ObjectNode object);

  /**
   * The object itself, with the resourceVersion of what was stored; what is not sealed is returned
   * as it is.
   */
  byte[] open(String type, byte[] stored);

  /** What the stored form of objects that need no new sealing has in its field "sealed". */
  String currentPrefix();
}
