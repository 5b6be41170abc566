package dev.setpoint.api.pipeline;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.rest.GoText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules of metadata (k8s.io/apimachinery/pkg/api/validation/objectmeta.go). */
final class MetadataValidation {

  private static final int MAX_ANNOTATIONS = 256 * 1024;
  private static final Set<String> STANDARD_FINALIZERS =
      Set.of("kubernetes", "orphan", "foregroundDeletion");
  private static final DateTimeFormatter GO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private MetadataValidation() {}

  static void create(ObjectNode object, ResourceStrategy strategy, FieldErrors errors) {
    ObjectNode metadata = Metadata.of(object);
    String prefix = metadata.path("generateName").asString("");
    if (!prefix.isEmpty()) {
      strategy
          .nameProblems(prefix, true)
          .forEach(problem -> errors.invalid("metadata.generateName", prefix, problem));
    }
    String name = metadata.path("name").asString("");
    if (name.isEmpty()) {
      errors.required("metadata.name", "name or generateName is required");
    } else {
      strategy
          .nameProblems(name, false)
          .forEach(problem -> errors.invalid("metadata.name", name, problem));
    }
    valid(object, errors);
  }

  /** What holds of any object, new or not. */
  static void valid(ObjectNode object, FieldErrors errors) {
    ObjectNode metadata = Metadata.of(object);
    if (metadata.path("generation").asLong(0) < 0) {
      errors.invalid(
          "metadata.generation",
          metadata.path("generation").asLong(0),
          "must be greater than or equal to 0");
    }
    common(metadata, errors);
    finalizers(Metadata.finalizers(object), errors);
  }

  static void update(ObjectNode object, ObjectNode old, FieldErrors errors) {
    ObjectNode metadata = Metadata.of(object);
    ObjectNode before = Metadata.of(old);
    if (Metadata.isGoing(old)) {
      List<String> added = new ArrayList<>(Metadata.finalizers(object));
      added.removeAll(Metadata.finalizers(old));
      if (!added.isEmpty()) {
        errors.forbidden(
            "metadata.finalizers",
            "no new finalizers can be added if the object is being deleted, found new finalizers "
                + GoText.strings(added));
      }
    }
    immutable("uid", metadata, before, errors);
    immutable("deletionTimestamp", metadata, before, errors);
    immutable("deletionGracePeriodSeconds", metadata, before, errors);
    common(metadata, errors);
  }

  private static void immutable(
      String field, ObjectNode metadata, ObjectNode before, FieldErrors errors) {
    JsonNode value = metadata.path(field);
    JsonNode was = before.path(field);
    boolean same =
        (value.isNumber() && was.isNumber())
            ? value.asLong() == was.asLong()
            : value.asString("").equals(was.asString(""));
    if (!same) {
      String path = "metadata." + field;
      String detail = "field is immutable";
      if (value.isNumber()) {
        errors.invalid(path, value.asLong(), detail);
      } else if (field.equals("deletionTimestamp")) {
        errors.add(
            "FieldValueInvalid",
            path,
            "Invalid value: "
                + GO_TIME.format(Instant.parse(value.asString("")))
                + " +0000 UTC: "
                + detail);
      } else {
        errors.invalid(path, value.asString(""), detail);
      }
    }
  }

  private static void common(ObjectNode metadata, FieldErrors errors) {
    if (metadata.get("labels") instanceof ObjectNode labels) {
      labels(labels, "metadata.labels", errors);
    }
    if (metadata.get("annotations") instanceof ObjectNode annotations) {
      annotations(annotations, errors);
    }
    if (metadata.has("ownerReferences")) {
      owners(metadata.path("ownerReferences"), errors);
    }
  }

  private static void labels(ObjectNode labels, String path, FieldErrors errors) {
    labels
        .properties()
        .forEach(
            label -> {
              String value = label.getValue().asString("");
              Names.qualifiedName(label.getKey())
                  .forEach(problem -> errors.invalid(path, label.getKey(), problem));
              Names.labelValue(value).forEach(problem -> errors.invalid(path, value, problem));
            });
  }

  private static void annotations(ObjectNode annotations, FieldErrors errors) {
    long size = 0;
    for (var annotation : annotations.properties()) {
      String key = annotation.getKey();
      Names.qualifiedName(key.toLowerCase(Locale.ROOT))
          .forEach(problem -> errors.invalid("metadata.annotations", key, problem));
      size += bytes(key) + bytes(annotation.getValue().asString(""));
    }
    if (size > MAX_ANNOTATIONS) {
      errors.tooLong("metadata.annotations", "may not be more than " + MAX_ANNOTATIONS + " bytes");
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void owners(JsonNode owners, FieldErrors errors) {
    String path = "metadata.ownerReferences";
    List<JsonNode> controllers = new ArrayList<>();
    for (JsonNode owner : owners) {
      String version = owner.path("apiVersion").asString("");
      if (version.isEmpty() || version.indexOf('/') != version.lastIndexOf('/')) {
        errors.invalid(path + ".apiVersion", version, "version must not be empty");
      }
      for (String field : List.of("kind", "name", "uid")) {
        if (owner.path(field).asString("").isEmpty()) {
          errors.invalid(path + "." + field, "", field + " must not be empty");
        }
      }
      if (version.equals("v1") && owner.path("kind").asString("").equals("Event")) {
        errors.add(
            "FieldValueInvalid",
            path,
            "Invalid value: "
                + shown(owner)
                + ": /v1, Kind=Event is disallowed from being an owner");
      }
      if (owner.path("controller").asBoolean(false)) {
        controllers.add(owner);
      }
    }
    if (controllers.size() > 1) {
      List<String> all = owners.valueStream().map(MetadataValidation::shown).toList();
      errors.add(
          "FieldValueInvalid",
          path,
          "Invalid value: []v1.OwnerReference{"
              + String.join(", ", all)
              + "}: Only one reference can have Controller set to true. Found \"true\" in references"
              + " for "
              + title(controllers.get(0))
              + " and "
              + title(controllers.get(1)));
    }
  }

  private static String title(JsonNode owner) {
    return owner.path("kind").asString("") + "/" + owner.path("name").asString("");
  }

  /** As {@code %#v} prints the Go struct. */
  private static String shown(JsonNode owner) {
    return "v1.OwnerReference{APIVersion:"
        + GoText.quote(owner.path("apiVersion").asString(""))
        + ", Kind:"
        + GoText.quote(owner.path("kind").asString(""))
        + ", Name:"
        + GoText.quote(owner.path("name").asString(""))
        + ", UID:"
        + GoText.quote(owner.path("uid").asString(""))
        + ", Controller:(*bool)("
        + (owner.has("controller") ? "0x0" : "nil")
        + "), BlockOwnerDeletion:(*bool)("
        + (owner.has("blockOwnerDeletion") ? "0x0" : "nil")
        + ")}";
  }

  private static void finalizers(List<String> finalizers, FieldErrors errors) {
    String path = "metadata.finalizers";
    for (String finalizer : finalizers) {
      Names.qualifiedName(finalizer).forEach(problem -> errors.invalid(path, finalizer, problem));
    }
    if (finalizers.contains("orphan") && finalizers.contains("foregroundDeletion")) {
      errors.add(
          "FieldValueInvalid",
          path,
          "Invalid value: "
              + GoText.strings(finalizers)
              + ": finalizer orphan and foregroundDeletion cannot be both set");
    }
    for (int i = 0; i < finalizers.size(); i++) {
      String finalizer = finalizers.get(i);
      if (finalizer.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(finalizer)) {
        errors.invalid(
            path + "[" + i + "]",
            finalizer,
            "name is neither a standard finalizer name nor is it fully qualified");
      }
    }
  }
}
