package dev.setpoint.api.registry.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Kubernetes accepts in a Pod's spec but warns of. */
public final class PodWarnings {

  private PodWarnings() {}

  /** The same for a template, whose path is given. */
  public static List<String> ofTemplate(
      ObjectNode spec, @Nullable ObjectNode old, String path, JsonNode metadata) {
    return of(spec, old, path + ".spec", metadata);
  }

  static List<String> of(
      ObjectNode spec, @Nullable ObjectNode old, String path, JsonNode metadata) {
    return new ArrayList<>();
  }
}
