package dev.setpoint.api.registry;

import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;
import static dev.setpoint.api.registry.Trees.texts;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Values as Go's {@code %#v} shows them, since Kubernetes' messages name wrong structs that way.
 */
public final class GoFormat {

  private GoFormat() {}

  /** A value whose text is already as Go shows it: {@link FieldErrors} does not quote it. */
  public record Verbatim(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  /** {@code %q}. */
  public static String quote(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (c < 0x20 || c == 0x7f) {
                    out.append(String.format("\\x%02x", c));
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return out.append('"').toString();
  }

  /** {@code map[string]string{"a":"b"}}, or with {@code (nil)} when there is none. */
  public static Verbatim stringMap(JsonNode map) {
    Map<String, String> sorted = new TreeMap<>(textMap(map));
    return new Verbatim(
        sorted.isEmpty()
            ? "map[string]string(nil)"
            : sorted.entrySet().stream()
                .map(e -> quote(e.getKey()) + ":" + quote(e.getValue()))
                .collect(Collectors.joining(", ", "map[string]string{", "}")));
  }

  public static Verbatim strings(List<String> values) {
    return strings("string", values);
  }

  /** A slice of a type of texts: {@code []core.ResourceQuotaScope{"BestEffort"}}. */
  public static Verbatim strings(String type, List<String> values) {
    return new Verbatim(
        values.isEmpty()
            ? "[]" + type + "(nil)"
            : values.stream()
                .map(GoFormat::quote)
                .collect(Collectors.joining(", ", "[]" + type + "{", "}")));
  }

  /** {@code []int32{3, 1}}; a list that is not there is taken for an empty one. */
  public static Verbatim int32s(JsonNode list) {
    return new Verbatim(
        list.valueStream()
            .map(JsonNode::asString)
            .collect(Collectors.joining(", ", "[]int32{", "}")));
  }

  /** {@code intstr.IntOrString{Type:1, IntVal:0, StrVal:"25%"}}. */
  public static Verbatim intOrString(JsonNode value) {
    return new Verbatim(
        "intstr.IntOrString{Type:"
            + (value.isString() ? 1 : 0)
            + ", IntVal:"
            + value.intValue(0)
            + ", StrVal:"
            + quote(value.stringValue(""))
            + "}");
  }

  public static Verbatim labelSelector(JsonNode selector) {
    String expressions =
        objects(selector, "matchExpressions").stream()
            .map(
                e ->
                    "v1.LabelSelectorRequirement{Key:"
                        + quote(text(e, "key"))
                        + ", Operator:"
                        + quote(text(e, "operator"))
                        + ", Values:"
                        + strings(texts(e, "values"))
                        + "}")
            .collect(Collectors.joining(", "));
    return new Verbatim(
        "v1.LabelSelector{MatchLabels:"
            + stringMap(selector.path("matchLabels"))
            + ", MatchExpressions:[]v1.LabelSelectorRequirement"
            + (expressions.isEmpty() ? "(nil)" : "{" + expressions + "}")
            + "}");
  }
}
