package dev.setpoint.common.pod;

import dev.setpoint.common.resource.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The quality of service a Pod's requests and limits earn it
 * (k8s.io/kubernetes/pkg/apis/core/helper/qos).
 */
public final class QosClass {

  private static final List<String> COMPUTE = List.of("cpu", "memory");

  private QosClass() {}

  public static String of(ObjectNode pod) {
    Map<String, BigDecimal> requests = new HashMap<>();
    Map<String, BigDecimal> limits = new HashMap<>();
    boolean allLimited = true;
    List<JsonNode> containers = new ArrayList<>();
    pod.path("spec").path("containers").forEach(containers::add);
    pod.path("spec").path("initContainers").forEach(containers::add);
    for (JsonNode container : containers) {
      JsonNode resources = container.path("resources");
      add(requests, resources.path("requests"));
      int limited = add(limits, resources.path("limits"));
      allLimited &= limited == COMPUTE.size();
    }
    if (requests.isEmpty() && limits.isEmpty()) {
      return "BestEffort";
    }
    boolean guaranteed =
        allLimited
            && requests.size() == limits.size()
            && requests.entrySet().stream()
                .allMatch(
                    r ->
                        limits.getOrDefault(r.getKey(), BigDecimal.ZERO).compareTo(r.getValue())
                            == 0);
    return guaranteed ? "Guaranteed" : "Burstable";
  }

  /** Adds positive amounts of compute resources, and tells how many there were. */
  private static int add(Map<String, BigDecimal> sums, JsonNode amounts) {
    int found = 0;
    for (String resource : COMPUTE) {
      Quantity amount = Quantity.of(amounts.path(resource));
      if (amount.value().signum() > 0) {
        sums.merge(resource, amount.value(), BigDecimal::add);
        found++;
      }
    }
    return found;
  }
}
