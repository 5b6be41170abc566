package dev.setpoint.controller.podautoscaler;

import dev.setpoint.common.client.Scales;
import dev.setpoint.common.client.Scales.Scale;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.LabelSelectors;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.controller.podautoscaler.Limits.Limited;
import dev.setpoint.controller.podautoscaler.Recommender.Recommendation;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One look at one autoscaler whose target can be scaled. */
final class Round {
  private final Tools tools;
  private final HorizontalPodAutoscaler autoscaler;
  private final ObjectKey key;
  private final Scale scale;
  private final AutoscalerStatus status;
  private final Instant now;
  private final int current;
  private final int min;
  private final int max;

  /**
   * What rounds share.
   *
   * @param histories by autoscaler
   */
  record Tools(
      Store<Pod> pods,
      Scales scales,
      Metrics metrics,
      EventRecorder events,
      AutoscalerProperties properties,
      Map<ObjectKey, History> histories,
      TargetSelectors selectors) {}

  Round(
      Tools tools,
      HorizontalPodAutoscaler autoscaler,
      Scale scale,
      AutoscalerStatus status,
      Instant now) {
    this.tools = tools;
    this.autoscaler = autoscaler;
    this.key = ObjectKey.of(autoscaler);
    this.now = now;
    this.scale = scale;
    this.status = status;
    this.current = scale.wanted();
    Integer least = autoscaler.getSpec().getMinReplicas();
    this.min = least == null ? 1 : least;
    this.max = autoscaler.getSpec().getMaxReplicas();
  }

  private @Nullable HorizontalPodAutoscalerBehavior behavior() {
    return autoscaler.getSpec().getBehavior();
  }

  void run() {
    tools.histories.computeIfAbsent(
        key,
        k -> History.NONE.recommended(current, now, tools.properties().downscaleStabilization()));
    if (current == 0 && min != 0) {
      status.set(
          Condition.active(
              false,
              "ScalingDisabled",
              "scaling is disabled since the replica count of the target is zero"));
      status.replicas(current, current, List.of());
    } else if (current > max) {
      rescale(max, "Current number of replicas above Spec.MaxReplicas", List.of());
    } else if (current < min) {
      rescale(min, "Current number of replicas below Spec.MinReplicas", List.of());
    } else {
      byMetrics();
    }
  }

  private void byMetrics() {
    Recommendation recommendation = recommend();
    if (recommendation == null) {
      return;
    }
    recommendation.failed().forEach(each -> warn(each.reason(), each.message()));
    status.set(recommendation.active());
    Integer recommended = recommendation.replicas();
    if (recommended == null) {
      status.replicas(current, null, recommendation.statuses());
      warn("FailedComputeMetricsReplicas", String.valueOf(recommendation.failure()));
      return;
    }
    Limited limited = limit(recommended);
    if (limited.replicas() == current) {
      status.replicas(current, current, recommendation.statuses());
    } else {
      String reason =
          recommended > current
              ? recommendation.metric() + " above target"
              : recommended < current ? "All metrics below target" : "";
      rescale(limited.replicas(), reason, recommendation.statuses());
    }
  }

  private @Nullable Recommendation recommend() {
    try {
      LabelSelector selector = selector();
      List<Pod> chosen =
          tools.pods.list(key.namespace()).stream()
              .filter(pod -> LabelSelectors.matches(selector, pod.getMetadata().getLabels()))
              .toList();
      checkAlone(selector, chosen);
      Evaluation evaluation =
          new Evaluation(
              tools.metrics,
              new ReplicaCalculator(current, chosen, tolerance(), start()),
              new Evaluation.Scope(key.namespace(), scale.selector(), scale.existing()));
      return Recommender.of(autoscaler.getSpec().getMetrics(), current, evaluation::of);
    } catch (MetricFailure e) {
      status.replicas(current, null, List.of());
      warn("FailedComputeMetricsReplicas", e.message());
      return null;
    }
  }

  private LabelSelector selector() throws MetricFailure {
    if (scale.selector().isEmpty()) {
      inactive("InvalidSelector", "the HPA target's scale is missing a selector");
      warn("SelectorRequired", "selector is required");
      throw new MetricFailure("selector is required");
    }
    try {
      return SelectorText.parse(scale.selector());
    } catch (MetricFailure e) {
      inactive("InvalidSelector", e.message());
      warn("InvalidSelector", e.message());
      throw e;
    }
  }

  private void checkAlone(LabelSelector selector, List<Pod> chosen) throws MetricFailure {
    tools.selectors.put(key, selector);
    List<ObjectKey> all = tools.selectors.of(key.namespace(), chosen);
    if (all.size() > 1) {
      String message =
          "pods by selector "
              + scale.selector()
              + " are controlled by multiple HPAs: ["
              + String.join(" ", all.stream().map(ObjectKey::toString).toList())
              + "]";
      inactive("AmbiguousSelector", message);
      warn("AmbiguousSelector", message);
      throw new MetricFailure(message);
    }
  }

  private void inactive(String reason, String message) {
    status.set(Condition.active(false, reason, message));
  }

  private Tolerance tolerance() {
    HorizontalPodAutoscalerBehavior behavior = behavior();
    return new Tolerance(
        tolerance(behavior == null ? null : behavior.getScaleDown()),
        tolerance(behavior == null ? null : behavior.getScaleUp()));
  }

  private double tolerance(@Nullable HPAScalingRules rules) {
    Quantity own = rules == null ? null : rules.getTolerance();
    return own == null ? tools.properties().tolerance() : Amounts.milli(own) / 1000.0;
  }

  private PodGroups.Start start() {
    return new PodGroups.Start(
        tools.properties().cpuInitializationPeriod(),
        tools.properties().initialReadinessDelay(),
        now);
  }

  private Limited limit(int recommended) {
    History history = tools.histories.getOrDefault(key, History.NONE);
    Limits limits =
        new Limits(
            current,
            min,
            max,
            behavior(),
            tools.properties().downscaleStabilization(),
            history,
            now);
    Limited limited = limits.apply(recommended);
    tools.histories.put(key, history.recommended(recommended, now, limits.remember()));
    status.set(limited.able());
    status.set(limited.limited());
    return limited;
  }

  private void rescale(int replicas, String reason, List<ObjectNode> statuses) {
    try {
      tools.scales.update(scale.wanting(replicas));
    } catch (ApiException e) {
      if (HorizontalController.isOutage(e)) {
        throw e;
      }
      warn(
          "FailedRescale",
          "New size: " + replicas + "; reason: " + reason + "; error: " + e.message());
      status.set(
          Condition.unable(
              "FailedUpdateScale",
              "the HPA controller was unable to update the target scale: " + e.message()));
      status.replicas(current, null, statuses);
      return;
    }
    status.set(
        Condition.able(
            "SucceededRescale",
            "the HPA controller was able to update the target scale to " + replicas));
    tools.events.event(
        autoscaler,
        EventRecorder.NORMAL,
        "SuccessfulRescale",
        "New size: " + replicas + "; reason: " + reason);
    remember(replicas);
    status.replicas(current, replicas, statuses);
    status.scaled();
  }

  private void remember(int replicas) {
    HorizontalPodAutoscalerBehavior behavior = behavior();
    if (behavior != null) {
      HPAScalingRules rules = replicas > current ? behavior.getScaleUp() : behavior.getScaleDown();
      tools.histories.computeIfPresent(
          key, (k, history) -> history.scaled(current, replicas, now, Limits.longestPeriod(rules)));
    }
  }

  private void warn(String reason, String message) {
    tools.events.event(autoscaler, EventRecorder.WARNING, reason, message);
  }
}
