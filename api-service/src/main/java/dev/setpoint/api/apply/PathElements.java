package dev.setpoint.api.apply;

import dev.setpoint.api.rest.GoText;
import dev.setpoint.common.json.KubeJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Steps of field paths as FieldsV1 writes them: a field, an item by key, by value, by index. */
final class PathElements {

  static final String FIELD = "f:";
  private static final String KEY = "k:";
  private static final String VALUE = "v:";
  private static final String INDEX = "i:";

  private PathElements() {}

  static String field(String name) {
    return FIELD.concat(name);
  }

  /** Thrown with structured-merge-diff's words on an item that cannot be told apart. */
  static final class UnkeyedItem extends Exception {
    UnkeyedItem(String message) {
      super(message, null, false, false);
    }

    String message() {
      return String.valueOf(getMessage());
    }
  }

  /** The step to an item of a list that is a set or has keys. */
  static String item(Shape shape, JsonNode item) throws UnkeyedItem {
    if (shape instanceof Shape.KeyedList list) {
      return keyed(list, item);
    }
    if (item.isObject()) {
      throw new UnkeyedItem("associative list without keys has an element that's a map type");
    }
    if (item.isArray()) {
      throw new UnkeyedItem("not supported: associative list with lists as elements");
    }
    if (item.isNull()) {
      throw new UnkeyedItem("associative list without keys has an element that's an explicit null");
    }
    return VALUE + json(item);
  }

  private static String keyed(Shape.KeyedList list, JsonNode item) throws UnkeyedItem {
    if (item.isNull()) {
      throw new UnkeyedItem("associative list with keys may not have a null element");
    }
    if (!item.isObject()) {
      throw new UnkeyedItem("associative list with keys may not have non-map elements");
    }
    StringBuilder out = new StringBuilder(32).append(KEY).append('{');
    for (int i = 0; i < list.keys().size(); i++) {
      Shape.Key key = list.keys().get(i);
      JsonNode value = item.get(key.name());
      if (value == null) {
        value = key.fallback();
      }
      if (value == null) {
        throw new UnkeyedItem(
            "associative list with keys has an element that omits key field "
                + GoText.quote(key.name())
                + " (and doesn't have default value)");
      }
      out.append(i == 0 ? "\"" : ",\"").append(key.name()).append("\":").append(json(value));
    }
    return out.append('}').toString();
  }

  private static String json(JsonNode value) {
    if (value.isString() && isPlain(value.stringValue())) {
      return '"' + value.stringValue() + '"';
    }
    return KubeJson.TREES.writeValueAsString(value);
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /**
   * The step to each item, in order, with what cannot be told apart left out (null).
   *
   * @param duplicates filled with the steps that more than one item has
   */
  static List<@Nullable String> items(Shape shape, ArrayNode list, Set<String> duplicates) {
    List<@Nullable String> steps = new ArrayList<>(list.size());
    Set<String> seen = new HashSet<>();
    for (JsonNode item : list) {
      try {
        String step = item(shape, item);
        if (!seen.add(step)) {
          duplicates.add(step);
        }
        steps.add(step);
      } catch (UnkeyedItem e) {
        steps.add(null);
      }
    }
    return steps;
  }

  static boolean isWellFormed(String element) {
    if (element.startsWith(FIELD)) {
      return true;
    }
    if (!element.startsWith(KEY) && !element.startsWith(VALUE) && !element.startsWith(INDEX)) {
      return false;
    }
    try {
      JsonNode parsed = KubeJson.TREES.readTree(element.substring(2));
      return element.startsWith(KEY)
          ? parsed.isObject() && !parsed.isEmpty()
          : !element.startsWith(INDEX) || parsed.isIntegralNumber();
    } catch (JacksonException e) {
      return false;
    }
  }

  /** As messages show it: {@code .name}, {@code [name="a"]}, {@code [="v"]}, {@code [0]}. */
  static String text(String element) {
    String rest = element.substring(2);
    if (element.startsWith(FIELD)) {
      return "." + rest;
    }
    if (element.startsWith(INDEX)) {
      return "[" + rest + "]";
    }
    JsonNode parsed = KubeJson.TREES.readTree(rest);
    if (element.startsWith(VALUE)) {
      return "[=" + shown(parsed) + "]";
    }
    Map<String, JsonNode> keys = new TreeMap<>();
    parsed.properties().forEach(e -> keys.put(e.getKey(), e.getValue()));
    List<String> parts = new ArrayList<>();
    keys.forEach((name, value) -> parts.add(name + "=" + shown(value)));
    return "[" + String.join(",", parts) + "]";
  }

  private static String shown(JsonNode value) {
    return value.isString() ? GoText.quote(value.stringValue()) : GoText.value(value);
  }

  /** All members of a set as texts, a level's own before those below it, in Kubernetes' order. */
  static List<String> paths(ObjectNode set) {
    List<String> paths = new ArrayList<>();
    collect(set, "", paths);
    return paths;
  }

  private static void collect(ObjectNode set, String path, List<String> into) {
    Map<String, ObjectNode> sorted = new TreeMap<>();
    set.properties()
        .forEach(
            e -> {
              if (e.getKey().length() > 1) {
                sorted.put(e.getKey(), (ObjectNode) e.getValue());
              }
            });
    sorted.forEach(
        (key, node) -> {
          if (FieldSets.isMember(node)) {
            into.add(path + text(key));
          }
        });
    sorted.forEach((key, node) -> collect(node, path + text(key), into));
  }
}
