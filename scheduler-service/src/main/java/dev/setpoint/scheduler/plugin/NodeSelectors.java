package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.snapshot.LabelMatcher;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Node selectors and required node affinity, as NodeAffinity and the spreading rules read them. */
public final class NodeSelectors {

  private NodeSelectors() {}

  /** Whether a Pod asks for certain Nodes at all. */
  static boolean demandsNodes(PodInfo pod) {
    Map<String, String> selector = pod.pod().getSpec().getNodeSelector();
    return (selector != null && !selector.isEmpty()) || required(pod) != null;
  }

  /** The Pod's nodeSelector and its required node affinity together. */
  static Predicate<NodeFacts> demanded(PodInfo pod) {
    Map<String, String> labels = pod.pod().getSpec().getNodeSelector();
    NodeSelector required = required(pod);
    Predicate<NodeFacts> bySelector =
        labels == null || labels.isEmpty()
            ? node -> true
            : node -> node.labels().entrySet().containsAll(labels.entrySet());
    return required == null ? bySelector : bySelector.and(anyTerm(required.getNodeSelectorTerms()));
  }

  static @Nullable NodeSelector required(PodInfo pod) {
    Affinity affinity = pod.affinity();
    return affinity == null || affinity.getNodeAffinity() == null
        ? null
        : affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
  }

  /** Terms are alternatives; a term without any requirement matches nothing. */
  private static Predicate<NodeFacts> anyTerm(List<NodeSelectorTerm> terms) {
    List<Predicate<NodeFacts>> compiled = terms.stream().map(NodeSelectors::term).toList();
    return node -> {
      for (int i = 0; i < compiled.size(); i++) {
        if (compiled.get(i).test(node)) {
          return true;
        }
      }
      return false;
    };
  }

  /** Whether a Node satisfies a selector. */
  public static boolean matches(NodeSelector selector, NodeFacts node) {
    return anyTerm(selector.getNodeSelectorTerms()).test(node);
  }

  static boolean isEmpty(NodeSelectorTerm term) {
    return term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty();
  }

  static Predicate<NodeFacts> term(NodeSelectorTerm term) {
    if (isEmpty(term)) {
      return node -> false;
    }
    List<Predicate<NodeFacts>> all = new ArrayList<>();
    for (NodeSelectorRequirement requirement : term.getMatchExpressions()) {
      Predicate<Map<String, String>> byLabel = label(requirement);
      all.add(node -> byLabel.test(node.labels()));
    }
    for (NodeSelectorRequirement requirement : term.getMatchFields()) {
      all.add(field(requirement));
    }
    return node -> {
      for (int i = 0; i < all.size(); i++) {
        if (!all.get(i).test(node)) {
          return false;
        }
      }
      return true;
    };
  }

  private static Predicate<Map<String, String>> label(NodeSelectorRequirement requirement) {
    return switch (requirement.getOperator()) {
      case "Gt" -> compared(requirement, (value, limit) -> value > limit);
      case "Lt" -> compared(requirement, (value, limit) -> value < limit);
      default ->
          LabelMatcher.expression(
              requirement.getOperator(), requirement.getKey(), requirement.getValues());
    };
  }

  private interface Comparison {
    boolean holds(long value, long limit);
  }

  /** Integers only; anything else on either side is no match. */
  private static Predicate<Map<String, String>> compared(
      NodeSelectorRequirement requirement, Comparison comparison) {
    String key = requirement.getKey();
    OptionalLong limit =
        requirement.getValues().size() == 1
            ? integer(requirement.getValues().getFirst())
            : OptionalLong.empty();
    return labels -> {
      String text = labels.get(key);
      OptionalLong value = text == null ? OptionalLong.empty() : integer(text);
      return limit.isPresent()
          && value.isPresent()
          && comparison.holds(value.getAsLong(), limit.getAsLong());
    };
  }

  private static OptionalLong integer(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException notANumber) {
      return OptionalLong.empty();
    }
  }

  /** {@code metadata.name} is the only field there is. */
  private static Predicate<NodeFacts> field(NodeSelectorRequirement requirement) {
    if (!"metadata.name".equals(requirement.getKey())) {
      return node -> false;
    }
    List<String> values = requirement.getValues();
    return switch (requirement.getOperator()) {
      case "In" -> node -> values.contains(node.name());
      case "NotIn" -> node -> !values.contains(node.name());
      default -> node -> false;
    };
  }
}
