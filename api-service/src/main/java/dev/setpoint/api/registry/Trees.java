package dev.setpoint.api.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Short ways to read and fill JSON trees whose types were checked when they were decoded. */
public final class Trees {

  private Trees() {}

  /** The node at a path of field names; a missing node when any step is absent. */
  public static JsonNode at(JsonNode node, String... path) {
    JsonNode current = node;
    for (String step : path) {
      current = current.path(step);
    }
    return current;
  }

  /** The text at a path, or the empty string. */
  public static String text(JsonNode node, String... path) {
    return at(node, path).stringValue("");
  }

  public static int number(JsonNode node, String... path) {
    return at(node, path).intValue(0);
  }

  public static boolean flag(JsonNode node, String... path) {
    return at(node, path).booleanValue(false);
  }

  /** Whether the path holds anything but null. */
  public static boolean has(JsonNode node, String... path) {
    JsonNode found = at(node, path);
    return !found.isMissingNode() && !found.isNull();
  }

  /** The objects of a list; empty when there is none. */
  public static List<ObjectNode> objects(JsonNode node, String... path) {
    List<ObjectNode> found = new ArrayList<>();
    for (JsonNode item : at(node, path)) {
      if (item instanceof ObjectNode object) {
        found.add(object);
      }
    }
    return found;
  }

  /** The texts of a list; empty when there is none. */
  public static List<String> texts(JsonNode node, String... path) {
    List<String> found = new ArrayList<>();
    for (JsonNode item : at(node, path)) {
      found.add(item.stringValue(""));
    }
    return found;
  }

  /** A map of texts, in the tree's order. */
  public static Map<String, String> textMap(JsonNode node, String... path) {
    Map<String, String> found = new LinkedHashMap<>();
    if (at(node, path) instanceof ObjectNode object) {
      object.properties().forEach(e -> found.put(e.getKey(), e.getValue().stringValue("")));
    }
    return found;
  }

  /** The object at a field, made when it is not there. */
  public static ObjectNode child(ObjectNode parent, String field) {
    return parent.get(field) instanceof ObjectNode object ? object : parent.putObject(field);
  }

  /** The list at a field, made when it is not there. */
  public static ArrayNode list(ObjectNode parent, String field) {
    return parent.get(field) instanceof ArrayNode array ? array : parent.putArray(field);
  }

  public static @Nullable ObjectNode object(JsonNode node, String... path) {
    return at(node, path) instanceof ObjectNode object ? object : null;
  }

  public static void defaultText(ObjectNode parent, String field, String value) {
    if (text(parent, field).isEmpty()) {
      parent.put(field, value);
    }
  }

  public static void defaultNumber(ObjectNode parent, String field, int value) {
    if (!has(parent, field)) {
      parent.put(field, value);
    }
  }

  public static void defaultFlag(ObjectNode parent, String field, boolean value) {
    if (!has(parent, field)) {
      parent.put(field, value);
    }
  }

  /** Makes {@code target}'s field what {@code source}'s is, absence included. */
  public static void copy(ObjectNode source, ObjectNode target, String field) {
    JsonNode value = source.get(field);
    if (value == null) {
      target.remove(field);
    } else {
      target.set(field, value.deepCopy());
    }
  }

  /** Equality in Kubernetes' sense: nulls, empty lists and empty maps are the same as absence. */
  public static boolean same(JsonNode a, JsonNode b) {
    if (isNothing(a) || isNothing(b)) {
      return isNothing(a) && isNothing(b);
    }
    if (a instanceof ObjectNode left && b instanceof ObjectNode right) {
      return left.propertyStream().allMatch(e -> same(e.getValue(), right.path(e.getKey())))
          && right.propertyStream().allMatch(e -> left.has(e.getKey()) || isNothing(e.getValue()));
    }
    if (a instanceof ArrayNode left && b instanceof ArrayNode right) {
      if (left.size() != right.size()) {
        return false;
      }
      for (int i = 0; i < left.size(); i++) {
        if (!same(left.path(i), right.path(i))) {
          return false;
        }
      }
      return true;
    }
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
    return a.equals(b);
  }

  private static boolean isNothing(JsonNode node) {
    return node.isMissingNode() || node.isNull() || (node.isArray() && node.isEmpty());
  }

  /** Whether the object at {@code path} of both is the same in Kubernetes' sense. */
  public static boolean same(JsonNode a, JsonNode b, String... path) {
    return same(at(a, path), at(b, path));
  }
}
