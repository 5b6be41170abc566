package dev.setpoint.scheduler.gang;

import dev.setpoint.scheduler.preemption.Candidate;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is to be done about the gang of a Pod before the Pod itself is looked at. */
public sealed interface GangPlan {

  /** The Pod belongs to no gang, or its gang has what it needs or is on its way to it. */
  record Alone() implements GangPlan {}

  /**
   * All that are needed fit.
   *
   * @param places a Node for each Pod without one
   * @param evictions Pods that make way, by the Pod they make way for
   */
  record Together(Map<PodInfo, String> places, Map<PodInfo, Candidate> evictions)
      implements GangPlan {}

  /**
   * None of the gang may take room now.
   *
   * @param rejectedBy the plugins whose hints wake the Pod
   */
  record NotYet(String why, Set<String> rejectedBy) implements GangPlan {}

  static NotYet notYet(String why) {
    return new NotYet(why, Set.of(GangScheduling.NAME));
  }

  static List<PodInfo> inOrder(List<PodInfo> pods) {
    return pods.stream()
        .sorted(java.util.Comparator.comparingInt(PodInfo::priority).reversed())
        .toList();
  }
}
