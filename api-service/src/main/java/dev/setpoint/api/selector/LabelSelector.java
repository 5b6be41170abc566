package dev.setpoint.api.selector;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A parsed label selector; all requirements must hold. */
public record LabelSelector(List<Requirement> requirements) implements Predicate<ObjectNode> {

  /** How a label is compared. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    NOT_EXISTS,
    GREATER,
    LESS
  }

  /** One condition on one label. */
  public record Requirement(String key, Operator operator, Set<String> values) {

    boolean matches(@Nullable String label) {
      return switch (operator) {
        case IN -> label != null && values.contains(label);
        case NOT_IN -> label == null || !values.contains(label);
        case EXISTS -> label != null;
        case NOT_EXISTS -> label == null;
        case GREATER -> compared(label, 1);
        case LESS -> compared(label, -1);
      };
    }

    private boolean compared(@Nullable String label, int wanted) {
      if (label == null) {
        return false;
      }
      try {
        return Integer.signum(
                Long.compare(Long.parseLong(label), Long.parseLong(values.iterator().next())))
            == wanted;
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }

  /**
   * Parses the query form, for example {@code app in (a,b),!legacy}.
   *
   * @throws dev.setpoint.common.error.ApiException 400 in the words of k8s.io/apimachinery's parser
   */
  public static LabelSelector parse(String text) {
    return new LabelSelectorParser(text).parse();
  }

  public boolean matchesAll() {
    return requirements.isEmpty();
  }

  @Override
  public boolean test(ObjectNode object) {
    JsonNode labels = object.path("metadata").path("labels");
    for (Requirement requirement : requirements) {
      JsonNode value = labels.get(requirement.key());
      if (!requirement.matches(value == null || value.isNull() ? null : value.asString(""))) {
        return false;
      }
    }
    return true;
  }
}
