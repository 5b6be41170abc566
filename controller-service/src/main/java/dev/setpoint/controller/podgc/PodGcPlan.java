package dev.setpoint.controller.podgc;

import dev.setpoint.common.pod.PodStates;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which Pods to remove and why, after Kubernetes' podgc/gc_controller.go. */
final class PodGcPlan {

  private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

  private PodGcPlan() {}

  /**
   * @param disruption what the Pod's DisruptionTarget condition is to say; empty for none
   */
  record Removal(Pod pod, String disruption) {}

  /**
   * @param missing names of Nodes that are certain not to exist
   */
  static List<Removal> of(
      List<Pod> pods, Map<String, Node> nodes, Set<String> missing, int terminatedThreshold) {
    List<Removal> removals = new ArrayList<>();
    List<Pod> terminated = new ArrayList<>();
    for (Pod pod : pods) {
      String node = node(pod);
      boolean going = pod.getMetadata().getDeletionTimestamp() != null;
      if (!node.isEmpty() && missing.contains(node)) {
        removals.add(new Removal(pod, "PodGC: node no longer exists"));
      } else if (going && node.isEmpty()) {
        removals.add(new Removal(pod, "")); // no agent knows it, so none will finish it
      } else if (going && nodes.get(node) != null && isOutOfService(nodes.get(node))) {
        removals.add(new Removal(pod, "PodGC: node is out-of-service"));
      } else if (!going && PodStates.isTerminal(pod)) {
        terminated.add(pod);
      }
    }
    if (terminatedThreshold > 0 && terminated.size() > terminatedThreshold) {
      terminated.sort(
          Comparator.comparing(
                  (Pod pod) -> String.valueOf(pod.getMetadata().getCreationTimestamp()))
              .thenComparing(pod -> pod.getMetadata().getName()));
      for (Pod pod : terminated.subList(0, terminated.size() - terminatedThreshold)) {
        removals.add(new Removal(pod, ""));
      }
    }
    return removals;
  }

  static String node(Pod pod) {
    String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    return node == null ? "" : node;
  }

  private static boolean isOutOfService(Node node) {
    boolean ready =
        node.getStatus() != null
            && node.getStatus().getConditions() != null
            && node.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    return !ready
        && node.getSpec() != null
        && node.getSpec().getTaints() != null
        && node.getSpec().getTaints().stream().anyMatch(t -> t.getKey().equals(OUT_OF_SERVICE));
  }
}
