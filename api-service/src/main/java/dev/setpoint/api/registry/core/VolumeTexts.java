package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the tables of volumes and claims say alike. */
final class VolumeTexts {

  private static final List<Map.Entry<String, String>> ACCESS_MODES =
      List.of(
          Map.entry("ReadWriteOnce", "RWO"),
          Map.entry("ReadOnlyMany", "ROX"),
          Map.entry("ReadWriteMany", "RWX"),
          Map.entry("ReadWriteOncePod", "RWOP"));

  private VolumeTexts() {}

  static String accessModes(JsonNode parent) {
    List<String> modes = texts(parent, "accessModes");
    return ACCESS_MODES.stream()
        .filter(mode -> modes.contains(mode.getKey()))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining(","));
  }

  static String phase(ObjectNode object) {
    return has(object, "metadata", "deletionTimestamp")
        ? "Terminating"
        : text(object, "status", "phase");
  }

  static String orUnset(ObjectNode object, String field) {
    return has(object, "spec", field) ? text(object, "spec", field) : "<unset>";
  }
}
