package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.textMap;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.common.quota.ResourceNames;
import dev.setpoint.common.resource.Quantity;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What may be said of a claim's volume and of its growth. */
final class ClaimStatusRules {

  private static final List<String> RESIZE_STATES =
      List.of(
          "ControllerResizeInProgress",
          "ControllerResizeInfeasible",
          "NodeResizeInProgress",
          "NodeResizeInfeasible",
          "NodeResizePending");

  private ClaimStatusRules() {}

  static void validate(ObjectNode status, FieldErrors errors) {
    JsonNode capacity = status.path("capacity");
    for (String name : new TreeSet<>(capacity.propertyNames())) {
      Quantities.basic(Quantity.of(capacity.path(name)), "status.capacity[" + name + "]", errors);
    }
    new TreeMap<>(textMap(status, "allocatedResourceStatuses"))
        .forEach(
            (name, state) -> {
              String path = "status.allocatedResourceStatus";
              resourceName(name, path, errors);
              if (!RESIZE_STATES.contains(state)) {
                errors.notSupported(path, name, RESIZE_STATES);
              }
            });
    JsonNode allocated = status.path("allocatedResources");
    for (String name : new TreeSet<>(allocated.propertyNames())) {
      if (resourceName(name, "status.allocatedResources", errors)) {
        Quantity amount = Quantity.of(allocated.path(name));
        Quantities.basic(amount, "status.allocatedResources[" + name + "]", errors);
      }
    }
  }

  private static boolean resourceName(String name, String path, FieldErrors errors) {
    List<String> problems = Names.qualifiedName(name);
    errors.invalid(path, name, problems);
    boolean known = !ResourceNames.isNative(name) || name.equals("storage");
    if (problems.isEmpty() && !known) {
      errors.notSupported(path, name, List.of("storage"));
    }
    return problems.isEmpty() && known;
  }
}
