package dev.setpoint.controller.podautoscaler;

import dev.setpoint.common.pod.PodStates;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * How many replicas would bring a metric to its target
 * (pkg/controller/podautoscaler/replica_calculator.go).
 *
 * @param current replicas that the target is to have
 * @param pods those of the target
 */
record ReplicaCalculator(int current, List<Pod> pods, Tolerance tolerance, PodGroups.Start start) {

  /**
   * @param usage of one Pod on average, or the whole value
   * @param utilization percentage of what is requested; 0 where that is not asked for
   */
  record Proposal(int replicas, long usage, int utilization) {}

  /** How use compares with the target, for a set of Pods. */
  private interface Rule {
    Use of(Map<String, PodMetric> metrics) throws MetricFailure;
  }

  private record Use(double ratio, long average, int percent) {}

  /** Towards a percentage of what is requested. */
  Proposal utilization(
      Map<String, PodMetric> metrics, String resource, String container, int target)
      throws MetricFailure {
    checkPods();
    PodGroups groups = PodGroups.of(pods, metrics, resource.equals("cpu"), start);
    Map<String, PodMetric> counted = counted(metrics, groups);
    Map<String, Long> requests = Requests.of(pods, resource, container);
    int worst = Math.max(100, target);
    return towards(
        counted,
        groups,
        used -> percentage(used, requests, target),
        pod -> requests.getOrDefault(pod, 0L) * worst / 100);
  }

  /**
   * Towards an average of all Pods.
   *
   * @param cpu whether Pods that start count for less
   */
  Proposal average(Map<String, PodMetric> metrics, boolean cpu, long target) throws MetricFailure {
    checkPods();
    PodGroups groups = PodGroups.of(pods, metrics, cpu, start);
    return towards(counted(metrics, groups), groups, used -> plain(used, target), pod -> target);
  }

  /** Towards one value that all Pods serve together. */
  Proposal value(long usage, long target) throws MetricFailure {
    double ratio = (double) usage / target;
    if (current == 0) {
      return new Proposal(ceil(ratio), usage, 0);
    }
    if (tolerance.covers(ratio)) {
      return new Proposal(current, usage, 0);
    }
    checkPods("unable to calculate ready pods: ");
    long ready =
        pods.stream()
            .filter(pod -> PodStates.phase(pod).equals("Running") && PodStates.isReady(pod))
            .count();
    return new Proposal(ceil(ratio * ready), usage, 0);
  }

  /**
   * Towards a part of one value for each Pod.
   *
   * @param existing replicas there are
   */
  Proposal perPod(long usage, long target, int existing) {
    double ratio = usage / ((double) target * existing);
    int replicas = tolerance.covers(ratio) ? existing : ceil((double) usage / target);
    long average = existing == 0 ? usage : (long) Math.ceil((double) usage / existing);
    return new Proposal(replicas, average, 0);
  }

  private void checkPods() throws MetricFailure {
    checkPods("");
  }

  private void checkPods(String doing) throws MetricFailure {
    if (pods.isEmpty()) {
      throw new MetricFailure(
          doing + "no pods returned by selector while calculating replica count");
    }
  }

  private static Map<String, PodMetric> counted(Map<String, PodMetric> metrics, PodGroups groups)
      throws MetricFailure {
    Map<String, PodMetric> counted = new HashMap<>(metrics);
    counted.keySet().removeAll(groups.ignored());
    counted.keySet().removeAll(groups.unready());
    if (counted.isEmpty()) {
      throw new MetricFailure("did not receive metrics for targeted pods (pods might be unready)");
    }
    return counted;
  }

  /**
   * Pods of which too little is known only ever make the change smaller: on the way up they are
   * taken to use nothing, on the way down as much as they may.
   */
  private Proposal towards(
      Map<String, PodMetric> metrics, PodGroups groups, Rule rule, ToLongFunction<String> most)
      throws MetricFailure {
    Use use = rule.of(metrics);
    boolean up = use.ratio > 1;
    boolean unready = up && !groups.unready().isEmpty();
    if (!unready && groups.missing().isEmpty()) {
      int replicas = tolerance.covers(use.ratio) ? current : ceil(use.ratio * groups.ready());
      return new Proposal(replicas, use.average, use.percent);
    }
    Map<String, PodMetric> assumed = new HashMap<>(metrics);
    if (use.ratio != 1) {
      groups
          .missing()
          .forEach(pod -> assumed.put(pod, PodMetric.assumed(up ? 0 : most.applyAsLong(pod))));
    }
    if (unready) {
      groups.unready().forEach(pod -> assumed.put(pod, PodMetric.assumed(0)));
    }
    double ratio = rule.of(assumed).ratio;
    int replicas = ceil(ratio * assumed.size());
    boolean turned = (use.ratio < 1 && ratio > 1) || (up && ratio < 1);
    boolean against = (ratio < 1 && replicas > current) || (ratio > 1 && replicas < current);
    return new Proposal(
        tolerance.covers(ratio) || turned || against ? current : replicas,
        use.average,
        use.percent);
  }

  private static Use percentage(
      Map<String, PodMetric> metrics, Map<String, Long> requests, int target) throws MetricFailure {
    long used = 0;
    long requested = 0;
    int known = 0;
    for (Map.Entry<String, PodMetric> metric : metrics.entrySet()) {
      Long request = requests.get(metric.getKey());
      if (request != null) {
        used += metric.getValue().value();
        requested += request;
        known++;
      }
    }
    if (requested == 0) {
      throw new MetricFailure("no metrics returned matched known pods");
    }
    int percent = (int) (used * 100 / requested);
    return new Use((double) percent / target, used / known, percent);
  }

  private static Use plain(Map<String, PodMetric> metrics, long target) {
    long average = metrics.values().stream().mapToLong(PodMetric::value).sum() / metrics.size();
    return new Use((double) average / target, average, 0);
  }

  /** A count beyond the range of one stays at its end. */
  private static int ceil(double replicas) {
    return (int) Math.ceil(replicas);
  }
}
