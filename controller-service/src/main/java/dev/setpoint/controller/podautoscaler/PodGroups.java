package dev.setpoint.controller.podautoscaler;

import dev.setpoint.common.pod.PodStates;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Pods of a target by what their metrics are worth.
 *
 * @param ready how many have a metric that counts
 * @param unready names of those that may take load later
 * @param missing names of those that should have a metric and have none
 * @param ignored names of those that end
 */
record PodGroups(int ready, Set<String> unready, Set<String> missing, Set<String> ignored) {

  /** How Pods that start are looked at. */
  record Start(Duration cpuInitialization, Duration initialReadiness, Instant now) {}

  static PodGroups of(List<Pod> pods, Map<String, PodMetric> metrics, boolean cpu, Start start) {
    int ready = 0;
    Set<String> unready = new HashSet<>();
    Set<String> missing = new HashSet<>();
    Set<String> ignored = new HashSet<>();
    for (Pod pod : pods) {
      String name = pod.getMetadata().getName();
      PodMetric metric = metrics.get(name);
      String phase = PodStates.phase(pod);
      if (pod.getMetadata().getDeletionTimestamp() != null || phase.equals("Failed")) {
        ignored.add(name);
      } else if (phase.equals("Pending")) {
        unready.add(name);
      } else if (metric == null) {
        missing.add(name);
      } else if (cpu && isStarting(pod, metric, start)) {
        unready.add(name);
      } else {
        ready++;
      }
    }
    return new PodGroups(ready, unready, missing, ignored);
  }

  private static boolean isStarting(Pod pod, PodMetric metric, Start start) {
    PodCondition condition = PodStates.condition(pod, "Ready");
    Instant started = PodStates.time(pod.getStatus().getStartTime());
    if (condition == null || started == null) {
      return true;
    }
    boolean unready = "False".equals(condition.getStatus());
    Instant changed = PodStates.time(condition.getLastTransitionTime());
    Instant since = changed == null ? Instant.EPOCH : changed;
    if (started.plus(start.cpuInitialization).isAfter(start.now)) {
      return unready || metric.at().isBefore(since.plus(metric.window()));
    }
    return unready && started.plus(start.initialReadiness).isAfter(since);
  }
}
