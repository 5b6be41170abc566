package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.objects;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields of Kubernetes 1.33 that its default feature gates keep off: they are dropped from what
 * clients send, unless the stored object uses them already.
 */
final class PodFeatures {

  private PodFeatures() {}

  static void dropUnserved(ObjectNode spec, @Nullable ObjectNode old) {
    if (old == null || !old.has("resources")) {
      spec.remove("resources");
    }
    if (spec.get("volumes") instanceof ArrayNode volumes && (old == null || !usesImages(old))) {
      for (int i = volumes.size() - 1; i >= 0; i--) {
        if (volumes.path(i).has("image")) {
          volumes.remove(i);
        }
      }
      if (volumes.isEmpty()) {
        spec.remove("volumes");
      }
    }
    for (String list : List.of("initContainers", "containers")) {
      for (ObjectNode container : objects(spec, list)) {
        if (container.get("lifecycle") instanceof ObjectNode lifecycle
            && lifecycle.remove("stopSignal") != null
            && lifecycle.isEmpty()) {
          container.remove("lifecycle");
        }
      }
    }
  }

  private static boolean usesImages(ObjectNode spec) {
    return objects(spec, "volumes").stream().anyMatch(volume -> volume.has("image"));
  }
}
