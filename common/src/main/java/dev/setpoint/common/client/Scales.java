package dev.setpoint.common.client;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import tools.jackson.databind.node.ObjectNode;

/** The {@code /scale} of objects of any kind that has one. */
public final class Scales {

  private static final String SUBRESOURCE = "scale";

  private final ApiClient api;
  private final Discovery discovery;

  public Scales(ApiClient api) {
    this.api = api;
    this.discovery = new Discovery(api);
  }

  /** A Scale with the object that it is of. */
  public record Scale(ResourceType type, ObjectKey key, ObjectNode tree) {

    /** How many are wanted. */
    public int wanted() {
      return tree.path("spec").path("replicas").asInt(0);
    }

    /** How many there are. */
    public int existing() {
      return tree.path("status").path("replicas").asInt(0);
    }

    /** Which Pods are counted, as text; empty where that is not told. */
    public String selector() {
      return tree.path("status").path("selector").asString("");
    }

    /** The same with another number wanted. */
    public Scale wanting(int replicas) {
      ObjectNode changed = tree.deepCopy();
      changed.withObject("/spec").put("replicas", replicas);
      return new Scale(type, key, changed);
    }
  }

  /** Throws 404 where there is no such object, 503 where there is no such kind. */
  public Scale get(String apiVersion, String kind, ObjectKey key) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    ResourceType type =
        discovery
            .find(apiVersion, kind)
            .orElseThrow(
                () ->
                    ApiException.unavailable(
                        "no matches for kind \"" + kind + "\" in group \"" + group + "\""));
    String path = type.collectionPath(key.namespace()) + "/" + key.name() + "/" + SUBRESOURCE;
    return new Scale(type, key, api.getRaw(path));
  }

  /** Throws 409 where the object has changed since it was read. */
  public void update(Scale scale) {
    api.put(scale.type(), scale.key(), SUBRESOURCE, scale.tree());
  }
}
