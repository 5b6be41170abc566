package dev.setpoint.api.apply;

import dev.setpoint.api.rest.GoText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds what is applied against its schema (structured-merge-diff's typed/validate.go). */
final class AppliedCheck {

  private final List<String> problems = new ArrayList<>();

  private AppliedCheck() {}

  /** What is wrong, as kube-apiserver says it; empty when nothing is. */
  static String problems(Shape shape, ObjectNode applied) {
    AppliedCheck check = new AppliedCheck();
    check.value(shape, applied, "");
    if (check.problems.size() < 2) {
      return String.join("", check.problems);
    }
    return "errors:\n  " + String.join("\n  ", check.problems);
  }

  private void add(String path, String message) {
    problems.add(path.isEmpty() ? message : path + ": " + message);
  }

  private void value(Shape shape, JsonNode value, String path) {
    if (value.isNull()) {
      return;
    }
    switch (shape) {
      case Shape.Struct struct -> object(shape, value, path);
      case Shape.MapOf map -> object(shape, value, path);
      case Shape.AtomicList list -> list(shape, value, path);
      case Shape.SetOf set -> list(shape, value, path);
      case Shape.KeyedList list -> list(shape, value, path);
      case Shape.Scalar scalar -> scalar(scalar, value, path);
      case Shape.Unknown unknown -> {}
    }
  }

  private void scalar(Shape.Scalar scalar, JsonNode value, String path) {
    switch (scalar) {
      case STRING -> {
        if (!value.isString()) {
          add(path, "expected string, got &value.valueUnstructured{Value:" + literal(value) + "}");
        }
      }
      case NUMBER -> {
        if (!value.isNumber()) {
          add(path, "expected numeric (int or float), got " + goType(value));
        }
      }
      case BOOL -> {
        if (!value.isBoolean()) {
          add(path, "expected boolean, got " + shown(value));
        }
      }
      case UNTYPED -> {
        if (value.isContainer()) {
          add(path, "expected any scalar, got " + shown(value));
        }
      }
      case ANY -> {}
    }
  }

  private void object(Shape shape, JsonNode value, String path) {
    if (!(value instanceof ObjectNode object)) {
      add(path, "expected map, got " + shown(value));
      return;
    }
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String here = path + "." + entry.getKey();
      if (shape instanceof Shape.Struct struct && struct.field(entry.getKey()) == null) {
        add(here, "field not declared in schema");
      } else {
        value(Shape.child(shape, entry.getKey()), entry.getValue(), here);
      }
    }
  }

  private void list(Shape shape, JsonNode value, String path) {
    if (!(value instanceof ArrayNode array)) {
      add(path, "expected list, got " + shown(value));
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < array.size(); i++) {
      JsonNode item = array.path(i);
      String here = "[" + i + "]";
      if (!(shape instanceof Shape.AtomicList)) {
        try {
          String element = PathElements.item(shape, item);
          here = PathElements.text(element);
          if (!seen.add(element)) {
            add(path, "duplicate entries for key " + here);
          }
        } catch (PathElements.UnkeyedItem e) {
          add(path, "element " + i + ": " + e.message());
          return;
        }
      }
      value(Shape.item(shape), item, path + here);
    }
  }

  private static String shown(JsonNode value) {
    return "&{" + GoText.value(value) + "}";
  }

  private static String goType(JsonNode value) {
    return value.isObject()
        ? "map[string]interface {}"
        : value.isArray() ? "[]interface {}" : value.isString() ? "string" : "bool";
  }

  /** {@code %#v}. */
  private static String literal(JsonNode value) {
    if (value.isString()) {
      return GoText.quote(value.stringValue());
    }
    if (value.isArray()) {
      List<String> items = value.valueStream().map(AppliedCheck::literal).toList();
      return "[]interface {}{" + String.join(", ", items) + "}";
    }
    if (value.isObject()) {
      List<String> fields =
          value.properties().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(e -> GoText.quote(e.getKey()) + ":" + literal(e.getValue()))
              .toList();
      return "map[string]interface {}{" + String.join(", ", fields) + "}";
    }
    return value.isNull() ? "interface {}(nil)" : value.asString("");
  }
}
