package dev.setpoint.api.subresource;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A LabelSelector in query form, requirements by key as k8s.io/apimachinery prints them. */
final class SelectorText {

  private SelectorText() {}

  static String of(JsonNode selector) {
    List<String[]> requirements = new ArrayList<>();
    selector
        .path("matchLabels")
        .properties()
        .forEach(
            e ->
                requirements.add(
                    new String[] {e.getKey(), e.getKey() + "=" + e.getValue().asString("")}));
    for (JsonNode expression : selector.path("matchExpressions")) {
      String key = expression.path("key").asString("");
      String values =
          String.join(
              ",",
              expression.path("values").valueStream().map(v -> v.asString("")).sorted().toList());
      String text =
          switch (expression.path("operator").asString("")) {
            case "In" -> key + " in (" + values + ")";
            case "NotIn" -> key + " notin (" + values + ")";
            case "DoesNotExist" -> "!" + key;
            default -> key;
          };
      requirements.add(new String[] {key, text});
    }
    requirements.sort((a, b) -> a[0].compareTo(b[0]));
    return String.join(",", requirements.stream().map(r -> r[1]).toList());
  }
}
