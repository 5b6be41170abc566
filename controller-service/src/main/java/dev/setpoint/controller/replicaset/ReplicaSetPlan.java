package dev.setpoint.controller.replicaset;

import dev.setpoint.common.workload.DeletionRanking;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;

/** How many Pods to make or which to remove, at most {@link #BURST} in one go. */
record ReplicaSetPlan(int create, List<Pod> delete) {

  static final int BURST = 500;

  /**
   * @param active the ReplicaSet's own Pods that are neither terminal nor going
   * @param related active Pods of its siblings and itself
   */
  static ReplicaSetPlan of(int wanted, List<Pod> active, List<Pod> related, Instant now) {
    int surplus = active.size() - wanted;
    if (surplus < 0) {
      return new ReplicaSetPlan(Math.min(-surplus, BURST), List.of());
    }
    if (surplus == 0) {
      return new ReplicaSetPlan(0, List.of());
    }
    List<Pod> ranked =
        wanted > 0 ? DeletionRanking.order(active, related, now) : active; // all go: no order
    return new ReplicaSetPlan(0, ranked.subList(0, Math.min(surplus, BURST)));
  }
}
