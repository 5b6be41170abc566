package dev.setpoint.api.registry;

import static dev.setpoint.api.registry.Trees.textMap;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Checks of metadata that templates need as well as objects. */
public final class ObjectMetaRules {

  private static final int ANNOTATIONS_MAX = 256 * 1024;

  private ObjectMetaRules() {}

  public static void annotations(JsonNode annotations, String path, FieldErrors errors) {
    long size = 0;
    for (var entry : new TreeMap<>(textMap(annotations)).entrySet()) {
      // Kubernetes is lenient on upper case in the prefix of old annotations.
      errors.invalid(
          path, entry.getKey(), Names.qualifiedName(entry.getKey().toLowerCase(Locale.ROOT)));
      size +=
          entry.getKey().getBytes(StandardCharsets.UTF_8).length
              + entry.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    if (size > ANNOTATIONS_MAX) {
      errors.tooLong(path, "may not be more than " + ANNOTATIONS_MAX + " bytes");
    }
  }
}
