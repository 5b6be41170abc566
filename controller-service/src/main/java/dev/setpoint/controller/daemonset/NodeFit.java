package dev.setpoint.controller.daemonset;

import dev.setpoint.common.pod.Tolerations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a daemon's Pod belongs on a Node, as NodeShouldRunDaemonPod tells.
 *
 * @param start whether one is to be made there
 * @param stay whether one that is there may stay
 */
record NodeFit(boolean start, boolean stay) {

  private static final NodeFit NONE = new NodeFit(false, false);

  /**
   * @param tolerations those of the Pod, with the ones that every daemon has
   */
  static NodeFit of(PodSpec spec, List<Toleration> tolerations, Node node) {
    String name = node.getMetadata().getName();
    boolean named =
        spec.getNodeName() == null
            || spec.getNodeName().isEmpty()
            || spec.getNodeName().equals(name);
    if (!named || !selected(spec, name, labels(node))) {
      return NONE;
    }
    boolean start = true;
    boolean stay = true;
    for (Taint taint : taints(node)) {
      boolean evicts = taint.getEffect().equals("NoExecute");
      if ((evicts || taint.getEffect().equals("NoSchedule"))
          && !Tolerations.tolerate(tolerations, taint)) {
        start = false;
        stay &= !evicts;
      }
    }
    return new NodeFit(start, stay);
  }

  private static Map<String, String> labels(Node node) {
    @Nullable Map<String, String> labels = node.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private static List<Taint> taints(Node node) {
    @Nullable List<Taint> taints = node.getSpec() == null ? null : node.getSpec().getTaints();
    return taints == null ? List.of() : taints;
  }

  private static boolean selected(PodSpec spec, String name, Map<String, String> labels) {
    Map<String, String> selector = spec.getNodeSelector();
    if (selector != null && !labels.entrySet().containsAll(selector.entrySet())) {
      return false;
    }
    NodeSelector required =
        spec.getAffinity() == null || spec.getAffinity().getNodeAffinity() == null
            ? null
            : spec.getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution();
    return required == null
        || required.getNodeSelectorTerms().stream().anyMatch(term -> matches(term, name, labels));
  }

  /** A term without any requirement matches nothing. */
  private static boolean matches(NodeSelectorTerm term, String name, Map<String, String> labels) {
    List<NodeSelectorRequirement> expressions = orEmpty(term.getMatchExpressions());
    List<NodeSelectorRequirement> fields = orEmpty(term.getMatchFields());
    return !(expressions.isEmpty() && fields.isEmpty())
        && expressions.stream().allMatch(each -> matches(each, labels.get(each.getKey())))
        && fields.stream()
            .allMatch(each -> each.getKey().equals("metadata.name") && matches(each, name));
  }

  private static List<NodeSelectorRequirement> orEmpty(
      @Nullable List<NodeSelectorRequirement> list) {
    return list == null ? List.of() : list;
  }

  private static boolean matches(NodeSelectorRequirement wanted, @Nullable String value) {
    return switch (wanted.getOperator()) {
      case "In" -> value != null && wanted.getValues().contains(value);
      case "NotIn" -> value == null || !wanted.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> compare(value, wanted) > 0;
      case "Lt" -> compare(value, wanted) < 0;
      default -> false;
    };
  }

  /** Integers only; anything else on either side is no match. */
  private static int compare(@Nullable String value, NodeSelectorRequirement wanted) {
    try {
      return value == null || wanted.getValues().size() != 1
          ? 0
          : Long.compare(Long.parseLong(value), Long.parseLong(wanted.getValues().getFirst()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
