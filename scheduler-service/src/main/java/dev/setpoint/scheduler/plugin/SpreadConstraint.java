package dev.setpoint.scheduler.plugin;

import dev.setpoint.common.pod.Tolerations;
import dev.setpoint.scheduler.snapshot.LabelMatcher;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A topologySpreadConstraint made ready for one Pod (KEP-895).
 *
 * @param counted the Nodes whose Pods count, by the inclusion policies (KEP-3094)
 */
record SpreadConstraint(
    int maxSkew, String key, LabelMatcher selector, int minDomains, Predicate<NodeFacts> counted) {

  /** The Pod's own constraints, either the hard ones or the soft ones. */
  static List<SpreadConstraint> of(PodInfo pod, boolean hard) {
    List<SpreadConstraint> constraints = new ArrayList<>();
    String when = hard ? "DoNotSchedule" : "ScheduleAnyway";
    for (TopologySpreadConstraint c : pod.pod().getSpec().getTopologySpreadConstraints()) {
      if (when.equals(c.getWhenUnsatisfiable())) {
        constraints.add(
            new SpreadConstraint(
                c.getMaxSkew() == null ? 1 : c.getMaxSkew(),
                c.getTopologyKey(),
                LabelMatcher.of(c.getLabelSelector())
                    .and(own(pod.labels().labels(), c.getMatchLabelKeys())),
                c.getMinDomains() == null ? 1 : c.getMinDomains(),
                counted(pod, c)));
      }
    }
    return constraints;
  }

  /** What every workload gets that says nothing itself: prefer other Nodes and other zones. */
  static List<SpreadConstraint> defaults(LabelMatcher siblings) {
    return List.of(
        new SpreadConstraint(3, NodeFacts.HOSTNAME, siblings, 1, node -> true),
        new SpreadConstraint(5, NodeFacts.ZONE, siblings, 1, node -> true));
  }

  private static Map<String, String> own(Map<String, String> labels, List<String> keys) {
    Map<String, String> own = new HashMap<>();
    for (String key : keys) {
      String value = labels.get(key);
      if (value != null) {
        own.put(key, value);
      }
    }
    return own;
  }

  private static Predicate<NodeFacts> counted(PodInfo pod, TopologySpreadConstraint constraint) {
    Predicate<NodeFacts> counted = node -> true;
    if (!"Ignore".equals(constraint.getNodeAffinityPolicy()) && NodeSelectors.demandsNodes(pod)) {
      counted = NodeSelectors.demanded(pod);
    }
    if ("Honor".equals(constraint.getNodeTaintsPolicy())) {
      counted =
          counted.and(
              node -> Tolerations.untolerated(pod.tolerations(), node.hardTaints()) == null);
    }
    return counted;
  }

  static boolean allKeysOn(NodeInfo node, List<SpreadConstraint> constraints) {
    for (int i = 0; i < constraints.size(); i++) {
      if (!node.labels().containsKey(constraints.get(i).key())) {
        return false;
      }
    }
    return true;
  }
}
