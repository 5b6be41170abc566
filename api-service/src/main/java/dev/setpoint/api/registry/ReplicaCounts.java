package dev.setpoint.api.registry;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules of the counts in the status of what keeps Pods running. */
public final class ReplicaCounts {

  private static final List<String> PARTS =
      List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas");

  private ReplicaCounts() {}

  /** The status of a ReplicaSet or a ReplicationController. */
  public static void validate(JsonNode status, FieldErrors errors) {
    nonNegativeCounts(status, "status", errors, List.of("replicas"));
    nonNegativeCounts(status, "status", errors, PARTS);
    nonNegativeCounts(status, "status", errors, List.of("observedGeneration"));
    atMostReplicas(status, errors, PARTS);
    atMostReady(status, "readyReplicas", errors);
  }

  public static void nonNegativeCounts(
      JsonNode parent, String path, FieldErrors errors, List<String> fields) {
    for (String field : fields) {
      if (has(parent, field)) {
        errors.nonNegative(path + "." + field, parent.path(field).longValue(0));
      }
    }
  }

  /** Parts of a whole that may not outnumber it. */
  public static void atMostReplicas(JsonNode status, FieldErrors errors, List<String> fields) {
    long replicas = status.path("replicas").longValue(0);
    for (String field : fields) {
      long count = status.path(field).longValue(0);
      if (count > replicas) {
        errors.invalid("status." + field, count, "cannot be greater than status.replicas");
      }
    }
  }

  public static void atMostReady(JsonNode status, String whole, FieldErrors errors) {
    if (number(status, "availableReplicas") > number(status, "readyReplicas")) {
      errors.invalid(
          "status.availableReplicas",
          number(status, "availableReplicas"),
          "cannot be greater than " + whole);
    }
  }
}
