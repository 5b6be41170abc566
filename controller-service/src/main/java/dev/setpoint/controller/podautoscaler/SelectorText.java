package dev.setpoint.controller.podautoscaler;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Selectors as text: read as {@code /scale} tells them, and written as Go prints them. */
final class SelectorText {

  private static final String KEY = "([A-Za-z0-9][-A-Za-z0-9_./]*)";
  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "\\s*(?:(!)\\s*"
              + KEY
              + "|"
              + KEY
              + "\\s+(in|notin)\\s*\\(([^()]*)\\)|"
              + KEY
              + "\\s*(==|=|!=)\\s*([-A-Za-z0-9_.]*)|"
              + KEY
              + ")\\s*(?:,|$)");

  private SelectorText() {}

  static LabelSelector parse(String text) throws MetricFailure {
    List<LabelSelectorRequirement> all = new ArrayList<>();
    Matcher matcher = REQUIREMENT.matcher(text);
    int end = 0;
    while (end < text.length() && matcher.find(end) && matcher.start() == end) {
      all.add(requirement(matcher));
      end = matcher.end();
    }
    if (end < text.length()) {
      throw new MetricFailure(
          "couldn't convert selector into a corresponding internal selector object: unable to parse"
              + " requirement: found '"
              + text.substring(end)
              + "'");
    }
    return new LabelSelectorBuilder().withMatchExpressions(all).build();
  }

  private static LabelSelectorRequirement requirement(Matcher matcher) {
    if (matcher.group(1) != null) {
      return new LabelSelectorRequirement(matcher.group(2), "DoesNotExist", List.of());
    }
    if (matcher.group(3) != null) {
      List<String> values = new ArrayList<>();
      for (String value : matcher.group(5).split(",", -1)) {
        values.add(value.strip());
      }
      String operator = matcher.group(4).equals("in") ? "In" : "NotIn";
      return new LabelSelectorRequirement(matcher.group(3), operator, values);
    }
    if (matcher.group(6) != null) {
      String operator = matcher.group(7).equals("!=") ? "NotIn" : "In";
      return new LabelSelectorRequirement(matcher.group(6), operator, List.of(matcher.group(8)));
    }
    return new LabelSelectorRequirement(matcher.group(9), "Exists", List.of());
  }

  /** As {@code %+v} prints one. */
  static String goText(@Nullable LabelSelector selector) {
    if (selector == null) {
      return "nil";
    }
    StringBuilder out = new StringBuilder("&LabelSelector{MatchLabels:map[string]string{");
    labels(selector).forEach((key, value) -> out.append(key + ": " + value + ","));
    out.append("},MatchExpressions:[]LabelSelectorRequirement{");
    for (LabelSelectorRequirement each : expressions(selector)) {
      out.append("LabelSelectorRequirement{Key:" + each.getKey());
      out.append(",Operator:" + each.getOperator());
      out.append(",Values:[" + String.join(" ", values(each)) + "],},");
    }
    return out.append("},}").toString();
  }

  /** In the order of their names. */
  static Map<String, String> labels(LabelSelector selector) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (selector.getMatchLabels() != null) {
      selector.getMatchLabels().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(label -> labels.put(label.getKey(), label.getValue()));
    }
    return labels;
  }

  static List<LabelSelectorRequirement> expressions(LabelSelector selector) {
    return selector.getMatchExpressions() == null ? List.of() : selector.getMatchExpressions();
  }

  static List<String> values(LabelSelectorRequirement requirement) {
    return requirement.getValues() == null ? List.of() : requirement.getValues();
  }
}
