package dev.setpoint.api.apply;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes a set of fields out of an object (structured-merge-diff's typed/remove.go). */
final class FieldRemoval {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private FieldRemoval() {}

  static ObjectNode from(Shape shape, ObjectNode object, ObjectNode set) {
    return set.isEmpty()
        ? object
        : value(shape, object, set) instanceof ObjectNode rest ? rest : NODES.objectNode();
  }

  /** Null when nothing is left. */
  private static @Nullable JsonNode value(Shape shape, JsonNode value, ObjectNode set) {
    if (!value.isContainer()) {
      return value;
    }
    return switch (Shape.form(shape, value, null)) {
      case LEAF -> null;
      case OBJECT -> value instanceof ObjectNode object ? fields(shape, object, set) : value;
      case LIST -> value instanceof ArrayNode list ? items(shape, list, set) : value;
    };
  }

  private static @Nullable JsonNode fields(Shape shape, ObjectNode object, ObjectNode set) {
    ObjectNode out = NODES.objectNode();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String element = PathElements.field(entry.getKey());
      if (FieldSets.has(set, element)) {
        continue;
      }
      ObjectNode below = FieldSets.below(set, element);
      JsonNode rest =
          below == null
              ? entry.getValue()
              : value(Shape.child(shape, entry.getKey()), entry.getValue(), below);
      out.set(entry.getKey(), rest == null ? NODES.nullNode() : rest);
    }
    return out.isEmpty() ? null : out;
  }

  private static @Nullable JsonNode items(Shape shape, ArrayNode list, ObjectNode set) {
    ArrayNode out = NODES.arrayNode();
    for (JsonNode item : list) {
      String element;
      try {
        element = PathElements.item(shape, item);
      } catch (PathElements.UnkeyedItem e) {
        out.add(item);
        continue;
      }
      if (FieldSets.has(set, element)) {
        continue;
      }
      ObjectNode below = FieldSets.below(set, element);
      JsonNode rest = below == null ? item : value(Shape.item(shape), item, below);
      out.add(rest == null ? NODES.nullNode() : rest);
    }
    return out.isEmpty() ? null : out;
  }
}
