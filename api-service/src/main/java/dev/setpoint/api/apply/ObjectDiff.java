package dev.setpoint.api.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which fields came, changed or went between two objects (structured-merge-diff's
 * typed/compare.go).
 *
 * @param changed added and modified
 */
record ObjectDiff(ObjectNode changed, ObjectNode removed) {

  static ObjectDiff between(Shape shape, ObjectNode before, ObjectNode after) {
    ObjectDiff diff = new ObjectDiff(FieldSets.empty(), FieldSets.empty());
    Spot root = new Spot(Trail.into(diff.changed), Trail.into(diff.removed));
    compare(shape, before, after, root);
    return diff;
  }

  ObjectDiff without(ObjectNode ignored) {
    return new ObjectDiff(
        FieldSets.recursiveDifference(changed, ignored),
        FieldSets.recursiveDifference(removed, ignored));
  }

  boolean isEmpty() {
    return changed.isEmpty() && removed.isEmpty();
  }

  private record Spot(Trail changed, Trail removed) {
    Spot at(String element) {
      return new Spot(changed.at(element), removed.at(element));
    }
  }

  private static void compare(
      Shape shape, @Nullable JsonNode before, @Nullable JsonNode after, Spot spot) {
    if (before == null && after == null) {
      return;
    }
    Shape.Form form = Shape.form(shape, before, after);
    if (form == Shape.Form.LEAF || (isBare(before) && isBare(after))) {
      leaf(before, after, spot);
      return;
    }
    if (form == Shape.Form.OBJECT) {
      fields(shape, before, after, spot);
    } else {
      items(shape, before, after, spot);
    }
    if (before == null) {
      spot.changed().mark();
    } else if (after == null) {
      spot.removed().mark();
    }
  }

  /** Absent, null, empty, or nothing that could hold anything. */
  private static boolean isBare(@Nullable JsonNode value) {
    return value == null || !value.isContainer() || value.isEmpty();
  }

  private static void leaf(@Nullable JsonNode before, @Nullable JsonNode after, Spot spot) {
    if (after == null) {
      spot.removed().mark();
    } else if (before == null || !Values.same(before, after)) {
      spot.changed().mark();
    }
  }

  private static void fields(
      Shape shape, @Nullable JsonNode before, @Nullable JsonNode after, Spot spot) {
    boolean isMetadata = shape instanceof Shape.Struct struct && struct.isObjectMeta();
    if (before instanceof ObjectNode old) {
      for (Map.Entry<String, JsonNode> entry : old.properties()) {
        String name = entry.getKey();
        JsonNode value = after == null ? null : after.get(name);
        if (!(isMetadata && name.equals("managedFields"))) {
          compare(
              Shape.child(shape, name), entry.getValue(), value, spot.at(PathElements.field(name)));
        }
      }
    }
    if (after instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        String name = entry.getKey();
        if ((before == null || !before.has(name))
            && !(isMetadata && name.equals("managedFields"))) {
          compare(
              Shape.child(shape, name), null, entry.getValue(), spot.at(PathElements.field(name)));
        }
      }
    }
  }

  private static void items(
      Shape shape, @Nullable JsonNode before, @Nullable JsonNode after, Spot spot) {
    Map<String, List<JsonNode>> old = byElement(shape, before);
    Map<String, List<JsonNode>> now = byElement(shape, after);
    old.forEach((element, items) -> item(shape, items, now.get(element), spot.at(element)));
    now.forEach(
        (element, items) -> {
          if (!old.containsKey(element)) {
            item(shape, null, items, spot.at(element));
          }
        });
  }

  private static Map<String, List<JsonNode>> byElement(Shape shape, @Nullable JsonNode list) {
    if (!(list instanceof ArrayNode array)) {
      return Map.of();
    }
    Map<String, List<JsonNode>> byElement = LinkedHashMap.newLinkedHashMap(array.size());
    for (JsonNode item : array) {
      try {
        byElement
            .computeIfAbsent(PathElements.item(shape, item), k -> new ArrayList<>(1))
            .add(item);
      } catch (PathElements.UnkeyedItem e) {
        continue;
      }
    }
    return byElement;
  }

  /** Items that a step leads to more than once count as one value. */
  private static void item(
      Shape shape, @Nullable List<JsonNode> old, @Nullable List<JsonNode> now, Spot spot) {
    boolean manyOld = old != null && old.size() > 1;
    boolean manyNow = now != null && now.size() > 1;
    Shape element = Shape.item(shape);
    if (old != null && now != null && manyOld && manyNow) {
      if (!Values.same(old, now)) {
        spot.changed().mark();
      }
    } else if (manyOld) {
      if (now != null) {
        compare(element, null, now.getFirst(), spot);
      }
      spot.removed().mark();
    } else if (manyNow) {
      if (old != null) {
        compare(element, old.getFirst(), null, spot);
      }
      spot.changed().mark();
    } else {
      compare(
          element, old == null ? null : old.getFirst(), now == null ? null : now.getFirst(), spot);
    }
  }
}
