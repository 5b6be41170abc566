package dev.setpoint.api.watch;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import java.lang.ref.SoftReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One state of an object, shared among all readers: neither the tree nor the bytes are ever
 * mutated.
 */
public final class CachedObject {

  private final ObjectKey key;
  private final long revision;
  private final byte[] json;

  /**
   * Parsed when first asked for, since most objects are only passed on, and given up when memory is
   * short: a tree takes some ten times the room of its bytes.
   */
  private volatile SoftReference<@Nullable ObjectNode> tree = new SoftReference<>(null);

  public CachedObject(ObjectKey key, long revision, byte[] json) {
    this.key = key;
    this.revision = revision;
    this.json = json;
  }

  public ObjectKey key() {
    return key;
  }

  public long revision() {
    return revision;
  }

  /** Shared; do not mutate. */
  public ObjectNode tree() {
    ObjectNode parsed = tree.get();
    if (parsed == null) {
      parsed = KubeJson.readObject(json);
      tree = new SoftReference<>(parsed);
    }
    return parsed;
  }

  /** Shared; do not mutate. */
  public byte[] json() {
    return json;
  }
}
