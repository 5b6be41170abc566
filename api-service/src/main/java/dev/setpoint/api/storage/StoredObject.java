package dev.setpoint.api.storage;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object as stored.
 *
 * @param uid metadata.uid
 * @param revision equal to metadata.resourceVersion in {@code json}
 * @param json the whole object; never mutated
 */
public record StoredObject(ObjectKey key, String uid, long revision, byte[] json) {

  /** A fresh tree that the caller owns. */
  public ObjectNode tree() {
    return KubeJson.readObject(json);
  }
}
