package dev.setpoint.api.storage;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Small objects for tests. */
public final class Objects {

  public static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);
  public static final ResourceType CONFIG_MAPS =
      new ResourceType("", "v1", "configmaps", "ConfigMap", true);

  private Objects() {}

  public static ObjectNode object(ResourceType type, ObjectKey key, String label) {
    ObjectNode object = KubeJson.TREES.createObjectNode();
    object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("name", key.name()).put("namespace", key.namespace());
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.putObject("labels").put("l", label);
    return object;
  }

  public static Write.Create create(ResourceType type, String name) {
    ObjectKey key = new ObjectKey("ns", name);
    return new Write.Create(type, key, object(type, key, "0"));
  }

  public static Write.Update update(ResourceType type, StoredObject stored, String label) {
    ObjectNode tree = stored.tree();
    tree.withObjectProperty("metadata").withObjectProperty("labels").put("l", label);
    return new Write.Update(type, stored.key(), stored.revision(), tree);
  }

  public static Write.Delete delete(ResourceType type, StoredObject stored) {
    return new Write.Delete(type, stored.key(), stored.revision(), stored.tree());
  }

  public static StoredObject done(WriteResult result) {
    return ((WriteResult.Done) result).object();
  }

  public static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
