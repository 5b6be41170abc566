package dev.setpoint.api.pipeline;

import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.watch.CachedObject;
import dev.setpoint.common.json.KubeJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An object to answer with, as bytes or as a tree, whichever is at hand. Used by one request. */
public final class Document {

  private byte @Nullable [] json;
  private @Nullable ObjectNode tree;

  private Document(byte @Nullable [] json, @Nullable ObjectNode tree) {
    this.json = json;
    this.tree = tree;
  }

  public static Document of(StoredObject stored) {
    return new Document(stored.json(), null);
  }

  /** Shared with others: neither form may be changed. */
  public static Document of(CachedObject cached) {
    return new Document(cached.json(), cached.tree());
  }

  public static Document of(ObjectNode tree) {
    return new Document(null, tree);
  }

  /** Not to be changed. */
  public byte[] json() {
    if (json == null) {
      json = KubeJson.write(tree());
    }
    return json;
  }

  public ObjectNode tree() {
    if (tree == null) {
      tree = KubeJson.readObject(java.util.Objects.requireNonNull(json));
    }
    return tree;
  }
}
