package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The claim that a Pod brings along for an ephemeral volume. */
final class ClaimTemplateRules {

  private static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

  private ClaimTemplateRules() {}

  static void validate(JsonNode template, String path, FieldErrors errors) {
    String spec = path + ".spec";
    List<String> modes = texts(template, "spec", "accessModes");
    if (modes.isEmpty()) {
      errors.required(spec + ".accessModes", "at least 1 access mode is required");
    }
    for (String mode : modes) {
      if (!ACCESS_MODES.contains(mode)) {
        errors.notSupported(spec + ".accessModes", mode, ACCESS_MODES);
      }
    }
    if (!has(template, "spec", "resources", "requests", "storage")) {
      errors.required(spec + ".resources[storage]", "");
    } else {
      JsonNode storage = at(template, "spec", "resources", "requests", "storage");
      if (Quantities.of(storage).value().signum() <= 0) {
        errors.invalid(
            spec + ".resources[storage]",
            Quantities.of(storage).toString(),
            "must be greater than zero");
      }
    }
  }
}
