package dev.setpoint.api.watch;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import tools.jackson.databind.node.ObjectNode;

/**
 * One state of an object, shared among all readers: neither the tree nor the bytes are ever
 * mutated.
 */
public final class CachedObject {

  private final ObjectKey key;
  private final long revision;
  private final ObjectNode tree;
  private final byte[] json;

  public CachedObject(ObjectKey key, long revision, byte[] json) {
    this.key = key;
    this.revision = revision;
    this.json = json;
    this.tree = KubeJson.readObject(json);
  }

  public ObjectKey key() {
    return key;
  }

  public long revision() {
    return revision;
  }

  /** Shared; do not mutate. */
  public ObjectNode tree() {
    return tree;
  }

  /** Shared; do not mutate. */
  public byte[] json() {
    return json;
  }
}
