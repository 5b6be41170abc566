package dev.setpoint.common.quota;

import dev.setpoint.common.resource.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Counts Services, and what they take of node ports and load balancers. */
enum ServiceUsage implements QuotaUsage {
  OF_SERVICES;

  private static final Set<String> NAMES =
      Set.of("count/services", "services", "services.nodeports", "services.loadbalancers");

  @Override
  public boolean counts(String resource) {
    return NAMES.contains(resource);
  }

  @Override
  public Map<String, Quantity> usage(ObjectNode service) {
    JsonNode spec = service.path("spec");
    JsonNode ports = spec.path("ports");
    boolean balanced = spec.path("type").asString("").equals("LoadBalancer");
    boolean allocates = spec.path("allocateLoadBalancerNodePorts").asBoolean(true);
    long nodePorts =
        switch (spec.path("type").asString("")) {
          case "NodePort" -> ports.size();
          case "LoadBalancer" ->
              allocates
                  ? ports.size()
                  : ports.valueStream().filter(port -> port.path("nodePort").asInt(0) != 0).count();
          default -> 0;
        };
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put("count/services", ONE);
    usage.put("services", ONE);
    usage.put(
        "services.nodeports",
        new Quantity(BigDecimal.valueOf(nodePorts), Quantity.Notation.DECIMAL));
    usage.put("services.loadbalancers", balanced ? ONE : Quantity.ZERO);
    return usage;
  }
}
