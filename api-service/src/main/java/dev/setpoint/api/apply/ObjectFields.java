package dev.setpoint.api.apply;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The set of all fields that an object has (structured-merge-diff's typed/tofieldset.go). */
final class ObjectFields {

  private ObjectFields() {}

  static ObjectNode of(Shape shape, ObjectNode object) {
    ObjectNode set = FieldSets.empty();
    collect(shape, object, Trail.into(set));
    return set;
  }

  private static void collect(Shape shape, JsonNode value, Trail trail) {
    switch (Shape.form(shape, value, null)) {
      case LEAF -> trail.mark();
      case OBJECT -> {
        if (value instanceof ObjectNode object) {
          fields(shape, object, trail);
        }
      }
      case LIST -> {
        if (value instanceof ArrayNode list) {
          for (JsonNode item : list) {
            item(shape, item, trail);
          }
        }
      }
    }
  }

  private static void fields(Shape shape, ObjectNode object, Trail trail) {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      JsonNode value = entry.getValue();
      Trail here = trail.at(PathElements.field(entry.getKey()));
      collect(Shape.child(shape, entry.getKey()), value, here);
      boolean isEmpty = value.isNull() || (value.isObject() && value.isEmpty());
      if (isEmpty || !(shape instanceof Shape.Struct)) {
        here.mark();
      }
    }
  }

  private static void item(Shape shape, JsonNode item, Trail trail) {
    try {
      Trail here = trail.at(PathElements.item(shape, item));
      collect(Shape.item(shape), item, here);
      here.mark();
    } catch (PathElements.UnkeyedItem e) {
      // An item that cannot be told apart is nobody's; what is applied is checked before.
      return;
    }
  }
}
