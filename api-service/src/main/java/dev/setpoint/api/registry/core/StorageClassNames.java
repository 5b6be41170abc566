package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;

import tools.jackson.databind.JsonNode;

/** The storage class of a volume or claim: an annotation, where one still has it, or a field. */
public final class StorageClassNames {

  static final String ANNOTATION = "volume.beta.kubernetes.io/storage-class";

  private StorageClassNames() {}

  /** Empty for none. */
  public static String of(JsonNode object) {
    return has(object, "metadata", "annotations", ANNOTATION)
        ? text(object, "metadata", "annotations", ANNOTATION)
        : text(object, "spec", "storageClassName");
  }

  /** Whether anything is said of it, be it that there shall be none. */
  public static boolean isSaid(JsonNode object) {
    return has(object, "metadata", "annotations", ANNOTATION)
        || has(object, "spec", "storageClassName");
  }
}
