package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.common.resource.Quantity;
import dev.setpoint.common.resource.StorageClassNames;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Validation of claims (k8s.io/kubernetes/pkg/apis/core/validation), templates of them included.
 */
public final class ClaimRules {

  private static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
  private static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");

  private ClaimRules() {}

  public static void spec(JsonNode spec, String path, FieldErrors errors) {
    List<String> modes = texts(spec, "accessModes");
    if (modes.isEmpty()) {
      errors.required(path + ".accessModes", "at least 1 access mode is required");
    }
    if (has(spec, "selector")) {
      LabelSelectors.validate(spec.path("selector"), path + ".selector", errors);
    }
    accessModes(modes, path + ".accessModes", errors);
    JsonNode storage = at(spec, "resources", "requests", "storage");
    if (storage.isMissingNode()) {
      errors.required(path + ".resources[storage]", "");
    } else {
      Quantities.positive(Quantity.of(storage), path + ".resources[storage]", errors);
    }
    String storageClass = text(spec, "storageClassName");
    if (!storageClass.isEmpty()) {
      errors.invalid(path + ".storageClassName", storageClass, Names.subdomain(storageClass));
    }
    if (has(spec, "volumeMode")) {
      volumeMode(text(spec, "volumeMode"), path + ".volumeMode", errors);
    }
    DataSources.validate(spec, path, errors);
  }

  static void accessModes(List<String> modes, String path, FieldErrors errors) {
    for (String mode : modes) {
      if (!ACCESS_MODES.contains(mode)) {
        errors.notSupported(path, mode, ACCESS_MODES);
      }
    }
    boolean exclusive = modes.contains("ReadWriteOncePod");
    boolean shared =
        modes.stream().anyMatch(m -> ACCESS_MODES.contains(m) && !m.equals("ReadWriteOncePod"));
    if (exclusive && shared) {
      errors.forbidden(path, "may not use ReadWriteOncePod with other access modes");
    }
  }

  static void volumeMode(String mode, String path, FieldErrors errors) {
    if (!VOLUME_MODES.contains(mode)) {
      errors.notSupported(path, mode, VOLUME_MODES);
    }
  }

  /** What a claim asks for is fixed, but a bound one may grow. */
  static void validateUpdate(ObjectNode claim, ObjectNode old, FieldErrors errors) {
    ObjectNode spec = child(claim, "spec");
    ObjectNode before = child(old, "spec");
    spec(spec, "spec", errors);
    ObjectNode compared = spec.deepCopy();
    ObjectNode against = before.deepCopy();
    if (text(before, "volumeName").isEmpty()) {
      copy(compared, against, "volumeName");
    }
    storageClass(claim, old, compared, against, errors);
    ObjectNode requests = object(compared, "resources", "requests");
    if (text(claim, "status", "phase").equals("Bound") && requests != null) {
      copy(child(child(against, "resources"), "requests"), requests, "storage");
    }
    if (!same(compared, against)) {
      errors.forbidden(
          "spec",
          "spec is immutable after creation except resources.requests and"
              + " volumeAttributesClassName for bound claims\n"
              + SpecDifference.describe(against, compared));
    }
    Quantity wanted = storage(spec);
    if (wanted.compareTo(storage(before)) < 0
        && wanted.compareTo(Quantity.of(at(old, "status", "capacity", "storage"))) <= 0) {
      errors.forbidden(
          "spec.resources.requests.storage", "field can not be less than status.capacity");
    }
    if (!same(spec, before, "volumeMode")) {
      errors.immutable("volumeMode", has(spec, "volumeMode") ? text(spec, "volumeMode") : "null");
    }
    if (!same(spec, before, "volumeAttributesClassName")) {
      errors.forbidden(
          "spec.volumeAttributesClassName",
          "update is forbidden when the VolumeAttributesClass feature gate is disabled");
    }
  }

  private static Quantity storage(ObjectNode spec) {
    return Quantity.of(at(spec, "resources", "requests", "storage"));
  }

  /**
   * A class may move from the annotation that came before the field, or be set where it was not.
   */
  private static void storageClass(
      ObjectNode claim,
      ObjectNode old,
      ObjectNode compared,
      ObjectNode against,
      FieldErrors errors) {
    boolean hadAnnotation = has(old, "metadata", "annotations", StorageClassNames.ANNOTATION);
    boolean hasAnnotation = has(claim, "metadata", "annotations", StorageClassNames.ANNOTATION);
    String was = text(old, "metadata", "annotations", StorageClassNames.ANNOTATION);
    String is = text(claim, "metadata", "annotations", StorageClassNames.ANNOTATION);
    boolean setNow = has(compared, "storageClassName") && !has(against, "storageClassName");
    boolean agrees = setNow && text(compared, "storageClassName").equals(was);
    if (hadAnnotation && agrees && (!hasAnnotation || is.equals(was))) {
      compared.remove("storageClassName");
      return;
    }
    if (!is.equals(was)) {
      errors.immutable("metadata.annotations[" + StorageClassNames.ANNOTATION + "]", is);
    }
    if (setNow && (!hadAnnotation || agrees)) {
      copy(against, compared, "storageClassName");
    }
  }
}
