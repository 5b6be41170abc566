package dev.setpoint.api.subresource;

import dev.setpoint.api.registry.Trees;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Conditions of a Pod that the API itself sets. */
final class PodConditions {

  private PodConditions() {}

  /**
   * Makes it True, since {@code now} unless it was before, and returns it for a reason to be put.
   */
  static ObjectNode setTrue(ObjectNode pod, String type, Instant now) {
    ArrayNode conditions = Trees.list(Trees.child(pod, "status"), "conditions");
    ObjectNode condition = find(conditions, type);
    if (!Trees.text(condition, "status").equals("True")) {
      condition.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    }
    return condition.put("status", "True");
  }

  private static ObjectNode find(ArrayNode conditions, String type) {
    for (JsonNode condition : conditions) {
      if (Trees.text(condition, "type").equals(type)) {
        return (ObjectNode) condition;
      }
    }
    return conditions.addObject().put("type", type).putNull("lastProbeTime");
  }
}
