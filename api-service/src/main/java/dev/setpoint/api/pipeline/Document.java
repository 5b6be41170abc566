package dev.setpoint.api.pipeline;

import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.watch.CachedObject;
import dev.setpoint.common.json.KubeJson;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An object to answer with, as bytes or as a tree, whichever is at hand. Used by one request. */
public final class Document {

  private byte @Nullable [] json;
  private @Nullable ObjectNode tree;
  private final Function<byte[], ObjectNode> parser;

  private Document(
      byte @Nullable [] json, @Nullable ObjectNode tree, Function<byte[], ObjectNode> parser) {
    this.json = json;
    this.tree = tree;
    this.parser = parser;
  }

  public static Document of(StoredObject stored) {
    return new Document(stored.json(), null, KubeJson::readObject);
  }

  /** Shared with others: neither form may be changed. Most are passed on as bytes, unparsed. */
  public static Document of(CachedObject cached) {
    return new Document(cached.json(), null, json -> cached.tree());
  }

  public static Document of(ObjectNode tree) {
    return new Document(null, tree, KubeJson::readObject);
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
      tree = parser.apply(Objects.requireNonNull(json));
    }
    return tree;
  }
}
