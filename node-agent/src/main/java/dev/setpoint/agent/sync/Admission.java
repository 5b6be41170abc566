package dev.setpoint.agent.sync;

import dev.setpoint.agent.pod.PodResources;
import dev.setpoint.agent.status.StatusInput.Verdict;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The node's last word: a scheduler's assumption may be out of date, so a Pod that does not fit
 * beside those admitted before it fails, in kubelet's words.
 */
final class Admission {

  private final Supplier<@Nullable Node> node;

  /** By uid; guarded by this. */
  private final Map<String, Pod> admitted = new HashMap<>();

  Admission(Supplier<@Nullable Node> node) {
    this.node = node;
  }

  /**
   * @param running a Pod that already runs here was admitted by an earlier agent
   * @return null when admitted
   */
  synchronized @Nullable Verdict admit(Pod pod, boolean running) {
    Node node = this.node.get();
    if (node != null && !running) {
      Verdict refused = refuse(pod, node);
      if (refused != null) {
        return refused;
      }
    }
    admitted.put(pod.getMetadata().getUid(), pod);
    return null;
  }

  synchronized void release(String uid) {
    admitted.remove(uid);
  }

  private @Nullable Verdict refuse(Pod pod, Node node) {
    Map<String, String> selector = pod.getSpec().getNodeSelector();
    Map<String, String> labels = node.getMetadata().getLabels();
    if (selector != null
        && !selector.isEmpty()
        && (labels == null || !labels.entrySet().containsAll(selector.entrySet()))) {
      return new Verdict(
          "NodeAffinity",
          "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node"
              + " affinity/selector");
    }
    Map<String, Quantity> allocatable =
        node.getStatus() == null || node.getStatus().getAllocatable() == null
            ? Map.of()
            : node.getStatus().getAllocatable();
    Verdict pods = over("pods", BigDecimal.ONE, new BigDecimal(admitted.size()), allocatable);
    if (pods != null) {
      return pods;
    }
    for (String resource : new String[] {"cpu", "memory", "ephemeral-storage"}) {
      BigDecimal wanted = PodResources.podRequest(pod, resource);
      if (wanted.signum() > 0) {
        BigDecimal used =
            admitted.values().stream()
                .map(p -> PodResources.podRequest(p, resource))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        Verdict refused = over(resource, wanted, used, allocatable);
        if (refused != null) {
          return refused;
        }
      }
    }
    return null;
  }

  private static @Nullable Verdict over(
      String resource, BigDecimal wanted, BigDecimal used, Map<String, Quantity> allocatable) {
    Quantity limit = allocatable.get(resource);
    BigDecimal capacity = limit == null ? BigDecimal.ZERO : PodResources.value(limit);
    if (limit == null || used.add(wanted).compareTo(capacity) <= 0) {
      return null;
    }
    return new Verdict(
        "OutOf" + resource,
        "Pod was rejected: Node didn't have enough resource: "
            + resource
            + ", requested: "
            + units(resource, wanted)
            + ", used: "
            + units(resource, used)
            + ", capacity: "
            + units(resource, capacity));
  }

  /** Millicores for CPU, plain units for the rest. */
  private static String units(String resource, BigDecimal amount) {
    BigDecimal value = resource.equals("cpu") ? amount.movePointRight(3) : amount;
    return value.setScale(0, RoundingMode.CEILING).toBigInteger().toString();
  }
}
