package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.same;

import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells which fields of a spec would change, a line each for what was and what should be. */
final class SpecDifference {

  private SpecDifference() {}

  static String describe(ObjectNode before, ObjectNode after) {
    StringBuilder out = new StringBuilder();
    compare("", before, after, out);
    return out.toString();
  }

  private static void compare(String path, JsonNode before, JsonNode after, StringBuilder out) {
    if (same(before, after)) {
      return;
    }
    if (before.isObject() && after.isObject()) {
      TreeSet<String> names = new TreeSet<>(before.propertyNames());
      names.addAll(after.propertyNames());
      for (String name : names) {
        compare(
            path.isEmpty() ? name : path + "." + name, before.path(name), after.path(name), out);
      }
    } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
      for (int i = 0; i < before.size(); i++) {
        compare(path + "[" + i + "]", before.path(i), after.path(i), out);
      }
    } else {
      if (!before.isMissingNode()) {
        out.append("- ").append(path).append(": ").append(before).append('\n');
      }
      if (!after.isMissingNode()) {
        out.append("+ ").append(path).append(": ").append(after).append('\n');
      }
    }
  }
}
