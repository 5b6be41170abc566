package dev.setpoint.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A label selector made ready to be asked often. */
public final class LabelMatcher implements Predicate<Map<String, String>> {

  private static final LabelMatcher NOTHING = new LabelMatcher(Map.of(), List.of(labels -> false));

  private final Map<String, String> equal;
  private final List<Predicate<Map<String, String>>> expressions;

  private LabelMatcher(
      Map<String, String> equal, List<Predicate<Map<String, String>>> expressions) {
    this.equal = equal;
    this.expressions = expressions;
  }

  /** No selector matches nothing, an empty one everything. */
  public static LabelMatcher of(@Nullable LabelSelector selector) {
    if (selector == null) {
      return NOTHING;
    }
    List<Predicate<Map<String, String>>> expressions = new ArrayList<>();
    for (LabelSelectorRequirement requirement : selector.getMatchExpressions()) {
      expressions.add(
          expression(requirement.getOperator(), requirement.getKey(), requirement.getValues()));
    }
    Map<String, String> equal = selector.getMatchLabels();
    return new LabelMatcher(equal == null ? Map.of() : Map.copyOf(equal), expressions);
  }

  /** This selector and further labels that must be equal. */
  public LabelMatcher and(Map<String, String> labels) {
    if (labels.isEmpty()) {
      return this;
    }
    List<Predicate<Map<String, String>>> more = new ArrayList<>(expressions);
    labels.forEach((key, value) -> more.add(expression("In", key, List.of(value))));
    return new LabelMatcher(equal, more);
  }

  @Override
  public boolean test(Map<String, String> labels) {
    for (Map.Entry<String, String> wanted : equal.entrySet()) {
      if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
        return false;
      }
    }
    for (int i = 0; i < expressions.size(); i++) {
      if (!expressions.get(i).test(labels)) {
        return false;
      }
    }
    return true;
  }

  /** One requirement; an operator that does not exist matches nothing. */
  public static Predicate<Map<String, String>> expression(
      String operator, String key, List<String> values) {
    return switch (operator) {
      case "In" -> {
        Set<String> allowed = Set.copyOf(values);
        yield labels -> {
          String value = labels.get(key);
          return value != null && allowed.contains(value);
        };
      }
      case "NotIn" -> {
        Set<String> banned = Set.copyOf(values);
        yield labels -> {
          String value = labels.get(key);
          return value == null || !banned.contains(value);
        };
      }
      case "Exists" -> labels -> labels.containsKey(key);
      case "DoesNotExist" -> labels -> !labels.containsKey(key);
      default -> labels -> false;
    };
  }
}
