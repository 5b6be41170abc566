package dev.setpoint.controller.podautoscaler;

import dev.setpoint.common.resource.LabelSelectors;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which Pods each autoscaler's target has, so that two of them never pull at the same ones. */
final class TargetSelectors {

  private final Map<ObjectKey, LabelSelector> selectors = new ConcurrentHashMap<>();

  void put(ObjectKey autoscaler, LabelSelector selector) {
    selectors.put(autoscaler, selector);
  }

  void remove(ObjectKey autoscaler) {
    selectors.remove(autoscaler);
  }

  void clear() {
    selectors.clear();
  }

  /** The autoscalers of a namespace that have any of its Pods. */
  List<ObjectKey> of(String namespace, List<Pod> pods) {
    return selectors.entrySet().stream()
        .filter(each -> each.getKey().namespace().equals(namespace))
        .filter(
            each ->
                pods.stream()
                    .anyMatch(
                        pod ->
                            LabelSelectors.matches(each.getValue(), pod.getMetadata().getLabels())))
        .map(Map.Entry::getKey)
        .sorted(java.util.Comparator.comparing(ObjectKey::name))
        .toList();
  }
}
