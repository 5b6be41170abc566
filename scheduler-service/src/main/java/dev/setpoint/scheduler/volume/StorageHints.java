package dev.setpoint.scheduler.volume;

import dev.setpoint.scheduler.framework.ClusterChange;

/** Which changes may help a Pod that a rule about volumes kept off Nodes. */
final class StorageHints {

  private StorageHints() {}

  static boolean mayHelp(ClusterChange change) {
    return switch (change) {
      case ClusterChange.NodeAdded added -> true;
      case ClusterChange.NodeChanged changed ->
          !changed.before().labels().equals(changed.after().labels())
              || !changed.before().allocatable().equals(changed.after().allocatable());
      case ClusterChange.PodGone gone -> !PodClaims.names(gone.pod()).isEmpty();
      case ClusterChange.StorageChanged changed -> true;
      case ClusterChange.NodeRemoved other -> false;
      case ClusterChange.PodPlaced other -> false;
      case ClusterChange.PodChanged other -> false;
      case ClusterChange.Indirect other -> false;
    };
  }
}
