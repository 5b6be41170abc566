package dev.setpoint.controller.podautoscaler;

import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An autoscaler with a status in the making. */
final class AutoscalerStatus {

  private final ObjectNode tree;
  private final ObjectNode before;
  private final ObjectNode status;
  private final String now;

  AutoscalerStatus(HorizontalPodAutoscaler autoscaler, Instant now) {
    this.tree = KubeJson.toTree(autoscaler);
    this.status = tree.withObject("/status");
    this.before = status.deepCopy();
    this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Says something of the condition; since when it holds changes only with whether it does. */
  void set(Condition condition) {
    ArrayNode all = status.withArray("conditions");
    ObjectNode found = null;
    for (JsonNode each : all) {
      if (each.path("type").asString("").equals(condition.type())) {
        found = (ObjectNode) each;
      }
    }
    String met = condition.met() ? "True" : "False";
    ObjectNode shown = found == null ? all.addObject().put("type", condition.type()) : found;
    if (!shown.path("status").asString("").equals(met)) {
      shown.put("lastTransitionTime", now);
    }
    shown.put("status", met).put("reason", condition.reason()).put("message", condition.message());
  }

  /**
   * @param desired null to leave what it was
   * @param metrics empty for none
   */
  void replicas(int current, @Nullable Integer desired, List<ObjectNode> metrics) {
    if (current == 0) {
      status.remove("currentReplicas");
    } else {
      status.put("currentReplicas", current);
    }
    if (desired != null) {
      status.put("desiredReplicas", desired);
    }
    if (metrics.isEmpty()) {
      status.remove("currentMetrics");
    } else {
      metrics.forEach(status.putArray("currentMetrics")::add);
    }
  }

  void scaled() {
    status.put("lastScaleTime", now);
  }

  boolean isChanged() {
    return !status.equals(before);
  }

  ObjectNode tree() {
    return tree;
  }
}
