package dev.setpoint.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Comparator;
import java.util.List;

/** Which old ReplicaSets are beyond the revision history's limit. */
final class History {

  private History() {}

  static List<ReplicaSet> surplus(Deployment deployment, List<ReplicaSet> old) {
    Integer limit = deployment.getSpec().getRevisionHistoryLimit();
    if (limit == null || limit == Integer.MAX_VALUE) {
      return List.of();
    }
    List<ReplicaSet> alive =
        old.stream()
            .filter(set -> set.getMetadata().getDeletionTimestamp() == null)
            .sorted(
                Comparator.comparingLong((ReplicaSet set) -> Annotations.revision(set))
                    .thenComparing(RollingPlan.OLDEST_FIRST))
            .toList();
    int surplus = alive.size() - limit;
    return surplus <= 0
        ? List.of()
        : alive.subList(0, surplus).stream().filter(History::isIdle).toList();
  }

  private static boolean isIdle(ReplicaSet set) {
    Long observed = set.getStatus() == null ? null : set.getStatus().getObservedGeneration();
    return Numbers.replicas(set) == 0
        && Numbers.actual(set) == 0
        && observed != null
        && set.getMetadata().getGeneration() <= observed;
  }
}
