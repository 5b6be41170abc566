package dev.setpoint.api.registry.certificates;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.list;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions of a signing request: when each came to be, and which is whose to change. */
final class RequestConditions {

  private final Clock clock;

  RequestConditions(Clock clock) {
    this.clock = clock;
  }

  /** Times that the writer left out. A transition is as old as the condition it made. */
  void stamp(ObjectNode status, ObjectNode old) {
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    for (ObjectNode condition : objects(status, "conditions")) {
      if (!has(condition, "lastUpdateTime")) {
        condition.put("lastUpdateTime", now);
      }
      if (!has(condition, "lastTransitionTime")) {
        condition.put("lastTransitionTime", transition(condition, old, now));
      }
    }
  }

  private static String transition(ObjectNode condition, ObjectNode old, String now) {
    for (ObjectNode before : objects(old, "conditions")) {
      if (text(before, "type").equals(text(condition, "type"))
          && text(before, "status").equals(text(condition, "status"))
          && has(before, "lastTransitionTime")) {
        return text(before, "lastTransitionTime");
      }
    }
    return now;
  }

  /** A signer that writes back what it read does not touch approval or denial. */
  void keepDecision(ObjectNode status, ObjectNode old) {
    for (String type : List.of("Approved", "Denied")) {
      List<ObjectNode> before = RequestRules.ofType(old, type);
      if (before.size() != RequestRules.ofType(status, type).size() || before.isEmpty()) {
        continue;
      }
      ArrayNode conditions = list(status, "conditions");
      int next = 0;
      for (int i = 0; i < conditions.size(); i++) {
        if (text(conditions.path(i), "type").equals(type)) {
          conditions.set(i, before.get(next++).deepCopy());
        }
      }
    }
  }
}
