package dev.setpoint.controller.deployment;

import static dev.setpoint.controller.deployment.Numbers.maxSurge;
import static dev.setpoint.controller.deployment.Numbers.number;
import static dev.setpoint.controller.deployment.Numbers.replicas;
import static dev.setpoint.controller.deployment.Numbers.sum;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a changed number of replicas means for the ReplicaSets, after Kubernetes'
 * deployment/sync.go: one set takes all; several, midway through a rollout, share in proportion.
 */
final class ScalePlan {

  private ScalePlan() {}

  static boolean isActive(ReplicaSet set) {
    return replicas(set) > 0;
  }

  /** Whether the active sets were last sized for another number of replicas. */
  static boolean isScaling(Deployment deployment, List<ReplicaSet> sets) {
    return sets.stream()
        .filter(ScalePlan::isActive)
        .anyMatch(
            set ->
                Annotations.desired(set) >= 0 && Annotations.desired(set) != replicas(deployment));
  }

  static List<Scale> of(Deployment deployment, @Nullable ReplicaSet fresh, List<ReplicaSet> old) {
    List<ReplicaSet> active = new ArrayList<>(old.stream().filter(ScalePlan::isActive).toList());
    if (fresh != null && isActive(fresh)) {
      active.add(fresh);
    }
    if (active.size() <= 1) {
      ReplicaSet only = active.isEmpty() ? latest(fresh, old) : active.getFirst();
      return only == null || replicas(only) == replicas(deployment)
          ? List.of()
          : List.of(new Scale(only, replicas(deployment)));
    }
    if (fresh != null && isSaturated(deployment, fresh)) {
      return old.stream().filter(ScalePlan::isActive).map(set -> new Scale(set, 0)).toList();
    }
    return Numbers.isRolling(deployment) ? proportional(deployment, active) : List.of();
  }

  private static @Nullable ReplicaSet latest(@Nullable ReplicaSet fresh, List<ReplicaSet> old) {
    return fresh != null ? fresh : old.stream().max(RollingPlan.OLDEST_FIRST).orElse(null);
  }

  private static boolean isSaturated(Deployment deployment, ReplicaSet fresh) {
    int wanted = replicas(deployment);
    return replicas(fresh) == wanted
        && Annotations.desired(fresh) == wanted
        && Numbers.available(fresh) == wanted;
  }

  private static List<Scale> proportional(Deployment deployment, List<ReplicaSet> active) {
    int wanted = replicas(deployment);
    int allowed = wanted > 0 ? wanted + maxSurge(deployment) : 0;
    int toAdd = allowed - sum(active, Numbers::replicas);
    Comparator<ReplicaSet> biggest = Comparator.comparingInt(set -> -replicas(set));
    List<ReplicaSet> ordered =
        active.stream()
            .sorted(
                biggest.thenComparing(
                    toAdd > 0 ? RollingPlan.OLDEST_FIRST.reversed() : RollingPlan.OLDEST_FIRST))
            .toList();
    int[] sizes = new int[ordered.size()];
    int added = 0;
    for (int i = 0; i < sizes.length; i++) {
      int share = share(deployment, ordered.get(i), toAdd, added);
      sizes[i] = replicas(ordered.get(i)) + share;
      added += share;
    }
    sizes[0] = Math.max(0, sizes[0] + toAdd - added); // what rounding left goes to the biggest
    List<Scale> scales = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      scales.add(new Scale(ordered.get(i), sizes[i]));
    }
    return scales;
  }

  private static int share(Deployment deployment, ReplicaSet set, int toAdd, int added) {
    if (toAdd == 0 || toAdd == added) {
      return 0;
    }
    int fraction = fraction(deployment, set);
    return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
  }

  private static int fraction(Deployment deployment, ReplicaSet set) {
    int size = replicas(set);
    if (replicas(deployment) == 0) {
      return -size;
    }
    int was = Annotations.max(set);
    if (was == 0) {
      was = deployment.getStatus() == null ? 0 : number(deployment.getStatus().getReplicas());
    }
    double now = (double) size * (replicas(deployment) + maxSurge(deployment)) / was;
    return (int) Math.round(now) - size;
  }
}
