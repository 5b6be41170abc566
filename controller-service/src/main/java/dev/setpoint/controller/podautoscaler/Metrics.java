package dev.setpoint.controller.podautoscaler;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where an autoscaler has its figures from. All of them are of one namespace. */
interface Metrics {

  /**
   * By Pod.
   *
   * @param selector of Pods, as {@code /scale} tells it
   * @param container the one that counts; empty for all
   */
  Map<String, PodMetric> resource(
      String resource, String namespace, String selector, String container) throws MetricFailure;

  /**
   * By Pod.
   *
   * @param pods names of those wanted
   */
  Map<String, PodMetric> pods(
      String metric, String namespace, List<String> pods, @Nullable LabelSelector selector)
      throws MetricFailure;

  long object(
      String metric,
      String namespace,
      CrossVersionObjectReference object,
      @Nullable LabelSelector selector)
      throws MetricFailure;

  /** The sum of what the selector chooses. */
  long external(String metric, String namespace, @Nullable LabelSelector selector)
      throws MetricFailure;
}
