package dev.setpoint.common.workload;

import dev.setpoint.common.pod.PodStates;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which Pods go first when there are too many, as ActivePodsWithRanks in Kubernetes'
 * controller_utils.go orders them: those whose loss is felt least.
 */
public final class DeletionRanking {

  private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

  private DeletionRanking() {}

  /**
   * @param related all active Pods that share the owner of these: where they double up on a node,
   *     one of them goes first
   */
  public static List<Pod> order(List<Pod> pods, List<Pod> related, Instant now) {
    Map<String, Integer> onNode = new HashMap<>();
    for (Pod pod : related) {
      if (PodStates.isActive(pod) && !node(pod).isEmpty()) {
        onNode.merge(node(pod), 1, Integer::sum);
      }
    }
    Comparator<Pod> ranking =
        Comparator.<Pod>comparingInt(p -> node(p).isEmpty() ? 0 : 1)
            .thenComparingInt(DeletionRanking::phase)
            .thenComparingInt(p -> PodStates.isReady(p) ? 1 : 0)
            .thenComparingInt(DeletionRanking::cost)
            .thenComparingInt(p -> -onNode.getOrDefault(node(p), 0))
            .thenComparing((a, b) -> age(PodStates.readySince(a), PodStates.readySince(b), now))
            .thenComparingInt(p -> -restarts(p))
            .thenComparing(
                (a, b) -> age(created(a), created(b), now)); // then as they came: adopted last
    return pods.stream().sorted(ranking).toList();
  }

  private static String node(Pod pod) {
    String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    return node == null ? "" : node;
  }

  private static int phase(Pod pod) {
    return switch (PodStates.phase(pod)) {
      case "Running" -> 2;
      case "Unknown" -> 1;
      default -> 0;
    };
  }

  private static int cost(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String cost = annotations == null ? null : annotations.get(COST);
    try {
      return cost == null ? 0 : Integer.parseInt(cost);
    } catch (NumberFormatException e) {
      return 0; // the API refuses such a value; an old one counts as none
    }
  }

  private static @Nullable Instant created(Pod pod) {
    return PodStates.time(pod.getMetadata().getCreationTimestamp());
  }

  /** Unknown first, then the younger; ages of one power of two (KEP-2185) are the same. */
  private static int age(@Nullable Instant a, @Nullable Instant b, Instant now) {
    if (a == null || b == null) {
      return Boolean.compare(a != null, b != null);
    }
    return Integer.compare(power(a, now), power(b, now));
  }

  private static int power(Instant since, Instant now) {
    long nanos = Duration.between(since, now).toNanos();
    return nanos <= 0 ? -1 : 63 - Long.numberOfLeadingZeros(nanos);
  }

  private static int restarts(Pod pod) {
    int most = 0;
    if (pod.getStatus() != null && pod.getStatus().getContainerStatuses() != null) {
      for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
        Integer count = status.getRestartCount();
        most = Math.max(most, count == null ? 0 : count);
      }
    }
    return most;
  }
}
