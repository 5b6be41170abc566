package dev.setpoint.common.quota;

import dev.setpoint.common.resource.Quantity;
import dev.setpoint.common.resource.ResourceType;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Counts objects of any kind as {@code count/things.group}, a few by their bare name too. */
record CountUsage(ResourceType type) implements QuotaUsage {

  private static final Set<String> BARE =
      Set.of("replicationcontrollers", "resourcequotas", "secrets", "configmaps");

  private String countName() {
    return "count/" + type.qualifiedName();
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
