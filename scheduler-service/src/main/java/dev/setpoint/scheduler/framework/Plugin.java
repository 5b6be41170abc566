package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.PodInfo;

/**
 * A scheduling rule. It implements the phases it takes part in, each of them a narrow interface of
 * this package; being a bean registers it, properties disable or reweigh it by its name.
 */
public interface Plugin {

  /** As kube-scheduler names it; unique. */
  String name();

  /** Plugins run from low to high; cheap ones that reject much come first. */
  int order();

  /** How much its score counts by default. */
  default int weight() {
    return 1;
  }

  /**
   * Whether a change may make room for a Pod that this plugin kept off some Node. A plugin that
   * says no where it should say yes lets the Pod wait until the five-minute flush.
   */
  default boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return false;
  }
}
