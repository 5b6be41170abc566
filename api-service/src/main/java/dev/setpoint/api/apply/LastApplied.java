package dev.setpoint.api.apply;

import dev.setpoint.api.apply.ManagedFields.Manager;
import dev.setpoint.api.pipeline.WriteRequest;
import dev.setpoint.common.json.KubeJson;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Eases kubectl's way from client-side to server-side apply: what its annotation says was applied
 * from the client is its own, and the annotation is kept up to date.
 */
final class LastApplied {

  private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
  private static final String MANAGER = "kubectl";
  private static final int MAX_ANNOTATIONS = 256 * 1024;

  private LastApplied() {}

  /** The conflicts that the annotation does not settle; null when it settles all. */
  static @Nullable Conflicts unsettled(
      WriteRequest request, Shape shape, ObjectNode live, Conflicts conflicts) {
    ObjectNode applied = request.options().fieldManager().equals(MANAGER) ? read(live) : null;
    if (applied == null
        || !applied
            .path("apiVersion")
            .asString("")
            .equals(request.strategy().type().apiVersion())) {
      return conflicts;
    }
    ObjectDiff since = ObjectDiff.between(shape, applied, live);
    ObjectNode own =
        FieldSets.difference(
            FieldSets.difference(ObjectFields.of(shape, applied), since.changed()),
            since.removed());
    Map<Manager, ObjectNode> left = new TreeMap<>(Conflicts.ORDER);
    conflicts
        .byManager()
        .forEach(
            (manager, set) -> {
              ObjectNode rest = FieldSets.difference(set, own);
              if (!rest.isEmpty()) {
                left.put(manager, rest);
              }
            });
    return left.isEmpty() ? null : new Conflicts(left);
  }

  private static @Nullable ObjectNode read(ObjectNode live) {
    String text = live.path("metadata").path("annotations").path(ANNOTATION).asString("");
    try {
      return !text.isEmpty() && KubeJson.TREES.readTree(text) instanceof ObjectNode object
          ? object
          : null;
    } catch (JacksonException e) {
      // An annotation that somebody broke settles nothing.
      return null;
    }
  }

  /** Writes what kubectl applies into the annotation, where there is one. */
  static void refresh(WriteRequest request, ObjectNode object, ObjectNode applied) {
    if (!request.options().fieldManager().equals(MANAGER)
        || !(object.path("metadata").get("annotations") instanceof ObjectNode annotations)
        || !annotations.has(ANNOTATION)) {
      return;
    }
    ObjectNode copy = applied.deepCopy();
    if (copy.path("metadata").get("annotations") instanceof ObjectNode given) {
      given.remove(ANNOTATION);
      if (given.isEmpty() && copy.get("metadata") instanceof ObjectNode metadata) {
        metadata.remove("annotations");
      }
    }
    String text = KubeJson.TREES.writeValueAsString(sorted(copy)) + "\n";
    long size = text.length();
    for (Map.Entry<String, JsonNode> entry : annotations.properties()) {
      size += entry.getKey().equals(ANNOTATION) ? 0 : entry.getValue().asString("").length();
    }
    annotations.put(ANNOTATION, size > MAX_ANNOTATIONS ? "" : text);
  }

  private static JsonNode sorted(JsonNode value) {
    if (value instanceof ObjectNode object) {
      Map<String, JsonNode> fields = new TreeMap<>();
      object.properties().forEach(e -> fields.put(e.getKey(), sorted(e.getValue())));
      ObjectNode out = JsonNodeFactory.instance.objectNode();
      fields.forEach(out::set);
      return out;
    }
    if (value instanceof ArrayNode list) {
      ArrayNode out = JsonNodeFactory.instance.arrayNode(list.size());
      list.forEach(each -> out.add(sorted(each)));
      return out;
    }
    return value;
  }
}
