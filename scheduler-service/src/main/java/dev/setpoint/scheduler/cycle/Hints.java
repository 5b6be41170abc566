package dev.setpoint.scheduler.cycle;

import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.Plugin;
import dev.setpoint.scheduler.framework.PluginSet;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.Set;

/** Asks the plugins that rejected a Pod whether a change may help it. */
@FunctionalInterface
interface Hints {

  boolean mayHelp(PodInfo pod, Set<String> rejectedBy, ClusterChange change);

  /**
   * A Pod that no plugin rejected met an error or an empty cluster: any new or changed Node is
   * worth a try.
   */
  static Hints of(PluginSet plugins) {
    return (pod, rejectedBy, change) -> {
      if (rejectedBy.isEmpty()) {
        return change instanceof ClusterChange.NodeAdded
            || change instanceof ClusterChange.NodeChanged;
      }
      for (String name : rejectedBy) {
        Plugin plugin = plugins.named(name);
        if (plugin == null || plugin.mayHelp(pod, change)) {
          return true;
        }
      }
      return false;
    };
  }
}
