package dev.setpoint.scheduler.framework;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.PodInfo;

/** Something that happened in the cluster and may let a waiting Pod be placed. */
public sealed interface ClusterChange {

  record NodeAdded(NodeFacts node) implements ClusterChange {}

  record NodeChanged(NodeFacts before, NodeFacts after) implements ClusterChange {}

  record NodeRemoved(NodeFacts node) implements ClusterChange {}

  /** A Pod was bound, here or by another scheduler. */
  record PodPlaced(PodInfo pod) implements ClusterChange {}

  /** A bound Pod's labels or requests are different now. */
  record PodChanged(PodInfo before, PodInfo after) implements ClusterChange {}

  /** A placed Pod ended, was deleted, or its assumption was taken back. */
  record PodGone(PodInfo pod) implements ClusterChange {}

  /** What only few plugins care about. */
  sealed interface Indirect extends ClusterChange {}

  record NamespaceChanged(String name) implements Indirect {}

  /** A Pod that belongs to a gang waits to be placed. */
  record PodArrived(PodInfo pod) implements Indirect {}

  /** A gang's PodGroup was made or changed. */
  record GroupChanged(ObjectKey group) implements Indirect {}

  /** A claim, a volume, or what says which there may be, is new or different. */
  record StorageChanged(String kind) implements Indirect {}

  /** For metrics and logs, in the words of kube-scheduler's cluster events. */
  default String label() {
    return switch (this) {
      case NodeAdded n -> "NodeAdd";
      case NodeChanged n -> "NodeUpdate";
      case NodeRemoved n -> "NodeDelete";
      case PodPlaced p -> "AssignedPodAdd";
      case PodChanged p -> "AssignedPodUpdate";
      case PodGone p -> "AssignedPodDelete";
      case NamespaceChanged n -> "NamespaceUpdate";
      case PodArrived p -> "UnscheduledPodAdd";
      case GroupChanged g -> "PodGroupUpdate";
      case StorageChanged s -> s.kind() + "Update";
    };
  }
}
