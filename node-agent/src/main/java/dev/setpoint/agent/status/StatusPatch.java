package dev.setpoint.agent.status;

import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON merge patch from what the API holds to what a Pod's status should be. It replaces whole
 * lists, so it is tied to the resourceVersion it was computed from.
 */
final class StatusPatch {

  private static final List<String> OWNED_FIELDS =
      List.of(
          "phase",
          "reason",
          "message",
          "conditions",
          "hostIP",
          "hostIPs",
          "podIP",
          "podIPs",
          "startTime",
          "initContainerStatuses",
          "containerStatuses",
          "ephemeralContainerStatuses");

  private StatusPatch() {}

  /** Null when there is nothing to change. */
  static @Nullable ObjectNode between(Pod current, PodStatus desired) {
    PodStatus now = current.getStatus() == null ? new PodStatus() : current.getStatus();
    PodStatus merged =
        new PodStatusBuilder(desired)
            .withConditions(conditions(now.getConditions(), desired.getConditions()))
            .withStartTime(now.getStartTime() == null ? desired.getStartTime() : now.getStartTime())
            .build();
    ObjectNode before = KubeJson.toTree(now);
    ObjectNode after = KubeJson.toTree(merged);
    ObjectNode changes = KubeJson.TREES.createObjectNode();
    for (String field : OWNED_FIELDS) {
      JsonNode was = before.get(field);
      JsonNode is = after.get(field);
      if (is == null && was != null) {
        changes.putNull(field);
      } else if (is != null && !is.equals(was)) {
        changes.set(field, is);
      }
    }
    if (changes.isEmpty()) {
      return null;
    }
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    patch
        .putObject("metadata")
        .put("uid", current.getMetadata().getUid())
        .put("resourceVersion", current.getMetadata().getResourceVersion());
    patch.set("status", changes);
    return patch;
  }

  /** Ours, and those of others as they are now; times move only with the status. */
  private static List<PodCondition> conditions(
      @Nullable List<PodCondition> current, @Nullable List<PodCondition> desired) {
    List<PodCondition> now = current == null ? List.of() : current;
    List<PodCondition> result = new ArrayList<>();
    for (PodCondition condition : desired == null ? List.<PodCondition>of() : desired) {
      if (!dev.setpoint.agent.status.PodStatusBuilder.OWNED.contains(condition.getType())) {
        continue;
      }
      PodCondition same =
          now.stream()
              .filter(c -> c.getType().equals(condition.getType()))
              .filter(c -> c.getStatus().equals(condition.getStatus()))
              .findFirst()
              .orElse(null);
      result.add(
          same == null
              ? condition
              : new PodConditionBuilder(condition)
                  .withLastTransitionTime(same.getLastTransitionTime())
                  .withLastProbeTime(same.getLastProbeTime())
                  .build());
    }
    now.stream()
        .filter(c -> !dev.setpoint.agent.status.PodStatusBuilder.OWNED.contains(c.getType()))
        .forEach(result::add);
    return result;
  }
}
