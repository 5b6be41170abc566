package dev.setpoint.controller.namespace;

import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is left in a namespace after everything in it was asked to go. */
final class Remains {

  private final Map<String, Integer> resources = new TreeMap<>();
  private final Map<String, Integer> finalizers = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  void found(ResourceType type, List<ObjectNode> items) {
    if (items.isEmpty()) {
      return;
    }
    resources.put(type.plural() + "." + type.group(), items.size());
    for (ObjectNode item : items) {
      for (JsonNode finalizer : item.path("metadata").path("finalizers")) {
        finalizers.merge(finalizer.asString(), 1, Integer::sum);
      }
    }
  }

  void failed(String why) {
    failures.add(why);
  }

  /** Name and group of each resource of which objects remain, with their number. */
  Map<String, Integer> resources() {
    return resources;
  }

  Map<String, Integer> finalizers() {
    return finalizers;
  }

  List<String> failures() {
    return failures;
  }

  boolean isEmpty() {
    return resources.isEmpty() && failures.isEmpty();
  }
}
