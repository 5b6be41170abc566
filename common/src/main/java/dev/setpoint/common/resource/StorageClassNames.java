package dev.setpoint.common.resource;

import tools.jackson.databind.JsonNode;

/** The storage class of a volume or claim: an annotation, where one still has it, or a field. */
public final class StorageClassNames {

  public static final String ANNOTATION = "volume.beta.kubernetes.io/storage-class";

  private StorageClassNames() {}

  /** Empty for none. */
  public static String of(JsonNode object) {
    return annotation(object).asString(object.path("spec").path("storageClassName").asString(""));
  }

  /** Whether anything is said of it, be it that there shall be none. */
  public static boolean isSaid(JsonNode object) {
    return annotation(object).isString() || object.path("spec").path("storageClassName").isString();
  }

  private static JsonNode annotation(JsonNode object) {
    return object.path("metadata").path("annotations").path(ANNOTATION);
  }
}
