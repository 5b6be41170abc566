package dev.setpoint.api.patch;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** JSON values as Go's {@code %v} shows what it decoded them to. */
public final class GoValue {

  private GoValue() {}

  /** {@code map[a:1 b:[x y]]}: keys sorted, texts bare. */
  public static String format(JsonNode value) {
    if (value.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      value.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
      return sorted.entrySet().stream()
          .map(e -> e.getKey() + ":" + format(e.getValue()))
          .collect(Collectors.joining(" ", "map[", "]"));
    }
    if (value.isArray()) {
      return value.valueStream().map(GoValue::format).collect(Collectors.joining(" ", "[", "]"));
    }
    if (value.isNull() || value.isMissingNode()) {
      return "<nil>";
    }
    return value.isString() ? value.stringValue() : value.toString();
  }

  static String typeOf(JsonNode value) {
    if (value.isObject()) {
      return "map[string]interface {}";
    }
    if (value.isArray()) {
      return "[]interface {}";
    }
    if (value.isString()) {
      return "string";
    }
    if (value.isBoolean()) {
      return "bool";
    }
    return value.isIntegralNumber() ? "int64" : value.isNumber() ? "float64" : "<nil>";
  }

  /** What Go calls the kind of an element: lists may only hold one of these. */
  static String kindOf(JsonNode value) {
    return value.isObject() ? "map" : value.isArray() ? "slice" : typeOf(value);
  }
}
