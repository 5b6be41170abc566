package dev.setpoint.controller.deployment;

import dev.setpoint.common.pod.PodStates;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;

/** The two steps of Recreate: all old Pods go, and only then new ones come. */
final class RecreatePlan {

  private RecreatePlan() {}

  static List<Scale> stopOld(List<ReplicaSet> old) {
    return old.stream().filter(ScalePlan::isActive).map(set -> new Scale(set, 0)).toList();
  }

  /**
   * Whether old Pods may still run; one that is being deleted does until it is gone.
   *
   * @param oldPods the Pods of all ReplicaSets but the new one
   */
  static boolean oldRun(List<ReplicaSet> old, List<Pod> oldPods) {
    return Numbers.sum(old, Numbers::actual) > 0
        || oldPods.stream().anyMatch(pod -> !PodStates.isTerminal(pod));
  }
}
