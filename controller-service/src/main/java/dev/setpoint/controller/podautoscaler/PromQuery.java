package dev.setpoint.controller.podautoscaler;

import dev.setpoint.controller.podautoscaler.PrometheusProperties.Kind;
import dev.setpoint.controller.podautoscaler.PrometheusProperties.Rule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes queries: by a rule, or by the name that Micrometer gives a metric in Prometheus. */
final class PromQuery {

  private static final Pattern VARIABLE =
      Pattern.compile("\\$(namespace|pods|object|kind|selector)");
  private static final Pattern COUNTER = Pattern.compile(".*_(total|count|sum)");

  private PromQuery() {}

  static String of(List<Rule> rules, Kind kind, String metric, Map<String, String> variables) {
    String template =
        rules.stream()
            .filter(rule -> rule.kind() == kind && rule.metric().equals(metric))
            .map(Rule::query)
            .findFirst()
            .orElseGet(() -> byName(kind, metric));
    return VARIABLE
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(variables.getOrDefault(found.group(1), "")));
  }

  /** Counters only ever grow: what they stand for is how fast they do. */
  private static String byName(Kind kind, String metric) {
    String name = metric.replaceAll("[^A-Za-z0-9_:]", "_");
    String matchers =
        switch (kind) {
          case PODS -> "{namespace=\"$namespace\",pod=~\"$pods\",$selector}";
          case OBJECT -> "{namespace=\"$namespace\",$kind=\"$object\",$selector}";
          case EXTERNAL -> "{$selector}";
        };
    String series = name + matchers;
    String value = COUNTER.matcher(name).matches() ? "rate(" + series + "[2m])" : series;
    return switch (kind) {
      case PODS -> "sum by (pod) (" + value + ")";
      case OBJECT -> "sum(" + value + ")";
      case EXTERNAL -> value;
    };
  }

  /** A pattern that only these names match. */
  static String anyOf(List<String> names) {
    return names.stream().map(PromQuery::literal).collect(Collectors.joining("|"));
  }

  static String matchers(@Nullable LabelSelector selector) {
    if (selector == null) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    SelectorText.labels(selector).forEach((key, value) -> out.append(matcher(key, "=", value)));
    for (LabelSelectorRequirement each : SelectorText.expressions(selector)) {
      String values = anyOf(SelectorText.values(each));
      out.append(
          switch (each.getOperator()) {
            case "In" -> matcher(each.getKey(), "=~", values);
            case "NotIn" -> matcher(each.getKey(), "!~", values);
            case "Exists" -> matcher(each.getKey(), "!=", "");
            default -> matcher(each.getKey(), "=", "");
          });
    }
    return out.toString();
  }

  private static String matcher(String label, String operator, String value) {
    return label.replaceAll("[^A-Za-z0-9_]", "_") + operator + "\"" + quoted(value) + "\",";
  }

  /** For use between double quotes. */
  static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String literal(String text) {
    return text.replaceAll("[^A-Za-z0-9_-]", "\\\\$0");
  }
}
