package dev.setpoint.api.pipeline;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** RFC 7396: objects are merged, null deletes, anything else replaces. */
final class MergePatch {

  private MergePatch() {}

  /**
   * @param target is changed
   */
  static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String name = entry.getKey();
      if (entry.getValue().isNull()) {
        target.remove(name);
      } else if (entry.getValue() instanceof ObjectNode change) {
        ObjectNode into =
            target.get(name) instanceof ObjectNode object
                ? object
                : JsonNodeFactory.instance.objectNode();
        target.set(name, apply(into, change));
      } else {
        target.set(name, entry.getValue().deepCopy());
      }
    }
    return target;
  }
}
