package dev.setpoint.api.simulation;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Simulations: what would become of Pods, or if Nodes went away. */
@Component
final class SimulationStrategy implements ResourceStrategy {

  static final ResourceType TYPE =
      new ResourceType("scheduling.setpoint.dev", "v1", "simulations", "Simulation", false);

  private static final int MOST_PODS = 10_000;

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public boolean stored() {
    return false;
  }

  @Override
  public List<String> verbs() {
    return List.of("create");
  }

  @Override
  public void setDefaults(ObjectNode simulation) {
    for (ObjectNode pod : Trees.objects(simulation, "spec", "pods")) {
      Trees.defaultNumber(pod, "count", 1);
    }
  }

  @Override
  public void validate(ObjectNode simulation, FieldErrors errors) {
    List<ObjectNode> pods = Trees.objects(simulation, "spec", "pods");
    List<String> removed = Trees.texts(simulation, "spec", "removedNodes");
    if (pods.isEmpty() && removed.isEmpty()) {
      errors.required("spec", "must name pods or removedNodes");
    }
    long all = 0;
    for (int i = 0; i < pods.size(); i++) {
      String field = "spec.pods[" + i + "]";
      int count = Trees.number(pods.get(i), "count");
      if (count < 1) {
        errors.invalid(field + ".count", count, "must be greater than or equal to 1");
      }
      if (!Trees.has(pods.get(i), "template")) {
        errors.required(field + ".template", "");
      }
      all += count;
    }
    if (all > MOST_PODS) {
      errors.tooMany("spec.pods", (int) Math.min(all, Integer.MAX_VALUE), MOST_PODS);
    }
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
}
