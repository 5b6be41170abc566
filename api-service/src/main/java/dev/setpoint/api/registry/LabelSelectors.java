package dev.setpoint.api.registry;

import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;
import static dev.setpoint.api.registry.Trees.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Label selectors inside objects: validation, matching and their text form. */
public final class LabelSelectors {

  private LabelSelectors() {}

  public static boolean isEmpty(JsonNode selector) {
    return selector.path("matchLabels").isEmpty() && selector.path("matchExpressions").isEmpty();
  }

  public static void validate(JsonNode selector, String path, FieldErrors errors) {
    validateLabels(selector.path("matchLabels"), path + ".matchLabels", errors);
    List<ObjectNode> expressions = objects(selector, "matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      validateExpression(expressions.get(i), path + ".matchExpressions[" + i + "]", errors);
    }
  }

  public static void validateExpression(ObjectNode expression, String path, FieldErrors errors) {
    List<String> values = texts(expression, "values");
    switch (text(expression, "operator")) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          errors.required(path + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          errors.forbidden(
              path + ".values",
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default ->
          errors.invalid(
              path + ".operator", text(expression, "operator"), "not a valid selector operator");
    }
    validateKeyAndValues(expression, path, errors);
  }

  public static void validateKeyAndValues(ObjectNode expression, String path, FieldErrors errors) {
    List<String> values = texts(expression, "values");
    String key = text(expression, "key");
    errors.invalid(path + ".key", key, Names.qualifiedName(key));
    for (int i = 0; i < values.size(); i++) {
      errors.invalid(path + ".values[" + i + "]", values.get(i), Names.labelValue(values.get(i)));
    }
  }

  /** Keys and values of a map of labels. */
  public static void validateLabels(JsonNode labels, String path, FieldErrors errors) {
    new TreeMap<>(textMap(labels))
        .forEach(
            (key, value) -> {
              errors.invalid(path, key, Names.qualifiedName(key));
              errors.invalid(path, value, Names.labelValue(value));
            });
  }

  /** Whether the selector can be used at all, as opposed to each of its parts being well-formed. */
  public static boolean isUsable(JsonNode selector) {
    FieldErrors errors = new FieldErrors();
    validate(selector, "", errors);
    return errors.isEmpty();
  }

  public static boolean matches(JsonNode selector, JsonNode labels) {
    Map<String, String> have = textMap(labels);
    for (Map.Entry<String, String> wanted : textMap(selector, "matchLabels").entrySet()) {
      if (!wanted.getValue().equals(have.get(wanted.getKey()))) {
        return false;
      }
    }
    for (ObjectNode expression : objects(selector, "matchExpressions")) {
      String value = have.get(text(expression, "key"));
      List<String> values = texts(expression, "values");
      boolean holds =
          switch (text(expression, "operator")) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  /** As tables and scales show it: {@code a=b,c in (d,e),!f}, sorted by key. */
  public static String shown(JsonNode selector, String whenEmpty) {
    List<String[]> parts = new ArrayList<>();
    textMap(selector, "matchLabels").forEach((k, v) -> parts.add(new String[] {k, k + "=" + v}));
    for (ObjectNode expression : objects(selector, "matchExpressions")) {
      String key = Trees.text(expression, "key");
      String values =
          texts(expression, "values").stream().sorted().collect(Collectors.joining(","));
      parts.add(
          new String[] {
            key,
            switch (Trees.text(expression, "operator")) {
              case "In" -> key + " in (" + values + ")";
              case "NotIn" -> key + " notin (" + values + ")";
              case "DoesNotExist" -> "!" + key;
              default -> key;
            }
          });
    }
    parts.sort((a, b) -> a[0].compareTo(b[0]));
    return parts.isEmpty()
        ? whenEmpty
        : parts.stream().map(part -> part[1]).collect(Collectors.joining(","));
  }
}
