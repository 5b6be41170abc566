package dev.setpoint.controller.deployment;

import static dev.setpoint.controller.deployment.Numbers.available;
import static dev.setpoint.controller.deployment.Numbers.maxSurge;
import static dev.setpoint.controller.deployment.Numbers.maxUnavailable;
import static dev.setpoint.controller.deployment.Numbers.replicas;
import static dev.setpoint.controller.deployment.Numbers.sum;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One step of a rolling update, after Kubernetes' deployment/rolling.go. At no time are there more
 * Pods than replicas + maxSurge, nor is an available one removed that the promise of replicas -
 * maxUnavailable needs.
 */
final class RollingPlan {

  /** The oldest first; names decide between those of one second. */
  static final Comparator<ReplicaSet> OLDEST_FIRST =
      Comparator.<ReplicaSet, String>comparing(
              set -> String.valueOf(set.getMetadata().getCreationTimestamp()))
          .thenComparing(set -> set.getMetadata().getName());

  private RollingPlan() {}

  /** What size the new ReplicaSet may have now; {@code all} includes it if it exists. */
  static int newReplicas(Deployment deployment, List<ReplicaSet> all, int current) {
    int wanted = replicas(deployment);
    if (!Numbers.isRolling(deployment)) {
      return wanted;
    }
    int room = wanted + maxSurge(deployment) - sum(all, Numbers::replicas);
    return room <= 0 ? current : current + Math.min(room, wanted - current);
  }

  /** The new set's next size, if it is to change. */
  static Optional<Scale> growNew(Deployment deployment, ReplicaSet fresh, List<ReplicaSet> all) {
    int wanted = replicas(deployment);
    int current = replicas(fresh);
    if (current == wanted) {
      return Optional.empty();
    }
    int next = current > wanted ? wanted : newReplicas(deployment, all, current);
    return next == current ? Optional.empty() : Optional.of(new Scale(fresh, next));
  }

  /** The old sets' next sizes: first those of Pods that are not available anyway. */
  static List<Scale> shrinkOld(Deployment deployment, ReplicaSet fresh, List<ReplicaSet> old) {
    if (sum(old, Numbers::replicas) == 0) {
      return List.of();
    }
    List<ReplicaSet> all = new ArrayList<>(old);
    all.add(fresh);
    int minAvailable = replicas(deployment) - maxUnavailable(deployment);
    int freshUnavailable = replicas(fresh) - available(fresh);
    int removable = sum(all, Numbers::replicas) - minAvailable - freshUnavailable;
    if (removable <= 0) {
      return List.of();
    }
    List<ReplicaSet> oldest = old.stream().sorted(OLDEST_FIRST).toList();
    int[] sizes = oldest.stream().mapToInt(Numbers::replicas).toArray();
    int unhealthy = removeUnhealthy(oldest, sizes, removable);
    int spare = Math.min(sum(all, Numbers::available) - minAvailable, removable - unhealthy);
    for (int i = 0; i < sizes.length && spare > 0; i++) {
      int less = Math.min(sizes[i], spare);
      sizes[i] -= less;
      spare -= less;
    }
    List<Scale> scales = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] != replicas(oldest.get(i))) {
        scales.add(new Scale(oldest.get(i), sizes[i]));
      }
    }
    return scales;
  }

  private static int removeUnhealthy(List<ReplicaSet> oldest, int[] sizes, int most) {
    int removed = 0;
    for (int i = 0; i < sizes.length && removed < most; i++) {
      int less = Math.min(most - removed, sizes[i] - available(oldest.get(i)));
      if (less > 0) {
        sizes[i] -= less;
        removed += less;
      }
    }
    return removed;
  }
}
