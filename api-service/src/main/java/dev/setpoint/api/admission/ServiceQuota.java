package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.schema.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Counts Services, and what they take of node ports and load balancers. */
enum ServiceQuota implements QuotaEvaluator {
  EVALUATOR;

  private static final Set<String> NAMES =
      Set.of("count/services", "services", "services.nodeports", "services.loadbalancers");

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
  }

  @Override
  public boolean counts(String resource) {
    return NAMES.contains(resource);
  }

  @Override
  public Map<String, Quantity> usage(ObjectNode service) {
    List<ObjectNode> ports = objects(service, "spec", "ports");
    boolean balanced = text(service, "spec", "type").equals("LoadBalancer");
    boolean allocates =
        !has(service, "spec", "allocateLoadBalancerNodePorts")
            || service.path("spec").path("allocateLoadBalancerNodePorts").booleanValue(true);
    long nodePorts =
        switch (text(service, "spec", "type")) {
          case "NodePort" -> ports.size();
          case "LoadBalancer" ->
              allocates
                  ? ports.size()
                  : ports.stream().filter(port -> number(port, "nodePort") != 0).count();
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
