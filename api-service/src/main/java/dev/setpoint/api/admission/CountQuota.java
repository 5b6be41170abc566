package dev.setpoint.api.admission;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.schema.Quantity;
import dev.setpoint.common.resource.ResourceType;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Counts objects of any kind as {@code count/things.group}, a few by their bare name too. */
record CountQuota(ResourceType type) implements QuotaEvaluator {

  private static final Set<String> BARE =
      Set.of("replicationcontrollers", "resourcequotas", "secrets", "configmaps");

  private String countName() {
    return "count/" + type.qualifiedName();
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.operation() == Operation.CREATE;
  }

  @Override
  public boolean counts(String resource) {
    return resource.equals(countName())
        || (BARE.contains(resource) && resource.equals(type.qualifiedName()));
  }

  @Override
  public Map<String, Quantity> usage(ObjectNode object) {
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put(countName(), ONE);
    if (BARE.contains(type.qualifiedName())) {
      usage.put(type.qualifiedName(), ONE);
    }
    return usage;
  }
}
