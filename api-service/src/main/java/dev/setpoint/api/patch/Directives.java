package dev.setpoint.api.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Cleans what a patch adds where there was nothing: there, directives and nulls mean nothing. */
final class Directives {

  private Directives() {}

  /** The value without parts that carry {@code $patch}; null when the value itself does. */
  static @Nullable JsonNode withoutThem(JsonNode value) {
    if (value instanceof ObjectNode map) {
      if (map.has(StrategicMerge.DIRECTIVE)) {
        return null;
      }
      for (Map.Entry<String, JsonNode> entry : List.copyOf(map.properties())) {
        JsonNode kept = withoutThem(entry.getValue());
        if (kept == null) {
          map.remove(entry.getKey());
        } else {
          map.set(entry.getKey(), kept);
        }
      }
    } else if (value instanceof ArrayNode list) {
      return list.arrayNode().addAll(elementsWithoutThem(list));
    }
    return value;
  }

  static List<JsonNode> elementsWithoutThem(@Nullable ArrayNode list) {
    List<JsonNode> kept = new ArrayList<>();
    if (list != null) {
      for (JsonNode element : list) {
        JsonNode found = withoutThem(element);
        if (found != null) {
          kept.add(found);
        }
      }
    }
    return kept;
  }

  /** The value without fields that are null, at any depth outside lists. */
  static JsonNode withoutNulls(JsonNode value) {
    if (value instanceof ObjectNode map) {
      for (Map.Entry<String, JsonNode> entry : List.copyOf(map.properties())) {
        if (entry.getValue().isNull()) {
          map.remove(entry.getKey());
        } else {
          withoutNulls(entry.getValue());
        }
      }
    }
    return value;
  }
}
