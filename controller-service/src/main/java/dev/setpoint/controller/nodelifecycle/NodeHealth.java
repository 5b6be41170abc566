package dev.setpoint.controller.nodelifecycle;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a Node was last heard of, by our own clock: what it writes into its heartbeats says that
 * they are new, never how old they are.
 *
 * @param heartbeat of the Ready condition as last seen
 * @param renewal of the Lease as last seen
 * @param heard when either last changed
 */
record NodeHealth(String heartbeat, String renewal, Instant heard) {

  private static final List<String> TYPES =
      List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

  static NodeHealth observe(
      @Nullable NodeHealth before, Node node, @Nullable String renewTime, Instant now) {
    NodeCondition ready = condition(node, "Ready");
    String heartbeat = ready == null ? "" : String.valueOf(ready.getLastHeartbeatTime());
    String renewal = renewTime == null ? "" : renewTime;
    if (before != null && before.heartbeat.equals(heartbeat) && before.renewal.equals(renewal)) {
      return before;
    }
    return new NodeHealth(heartbeat, renewal, now);
  }

  boolean silentFor(Duration grace, Instant now) {
    return now.isAfter(heard.plus(grace));
  }

  static List<NodeCondition> conditions(Node node) {
    return node.getStatus() == null || node.getStatus().getConditions() == null
        ? List.of()
        : node.getStatus().getConditions();
  }

  static @Nullable NodeCondition condition(Node node, String type) {
    return conditions(node).stream().filter(c -> c.getType().equals(type)).findFirst().orElse(null);
  }

  /** {@code True}, {@code False} or {@code Unknown}. */
  static String ready(Node node) {
    NodeCondition ready = condition(node, "Ready");
    return ready == null ? "Unknown" : ready.getStatus();
  }

  /** The conditions of a silent Node: nothing is known of it any more. */
  static List<NodeCondition> unknown(Node node, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    List<NodeCondition> result = new ArrayList<>(conditions(node));
    for (String type : TYPES) {
      NodeCondition before = condition(node, type);
      if (before == null) {
        result.add(
            new NodeConditionBuilder()
                .withType(type)
                .withStatus("Unknown")
                .withReason("NodeStatusNeverUpdated")
                .withMessage("Kubelet never posted node status.")
                .withLastHeartbeatTime(node.getMetadata().getCreationTimestamp())
                .withLastTransitionTime(time)
                .build());
      } else if (!before.getStatus().equals("Unknown")) {
        result.set(
            result.indexOf(before),
            new NodeConditionBuilder(before)
                .withStatus("Unknown")
                .withReason("NodeStatusUnknown")
                .withMessage("Kubelet stopped posting node status.")
                .withLastTransitionTime(time)
                .build());
      }
    }
    return result;
  }
}
