package dev.setpoint.scheduler.framework;

/** Where a Pod goes, or why nowhere. */
public sealed interface Decision {

  /**
   * @param evaluated how many Nodes were filtered
   * @param feasible how many of them would do
   */
  record Placed(String node, int evaluated, int feasible) implements Decision {}

  record Unfit(Diagnosis diagnosis) implements Decision {}
}
