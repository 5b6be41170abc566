package dev.setpoint.api.registry.storage;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.core.CsiNames;
import dev.setpoint.api.registry.core.PersistentVolumeRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Validation of VolumeAttachments (k8s.io/kubernetes/pkg/apis/storage/validation). */
final class VolumeAttachmentRules {

  private static final String ONE_SOURCE =
      "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
  private static final int METADATA_MAX_BYTES = 256 * 1024;
  private static final int MESSAGE_MAX_BYTES = 1024;

  private VolumeAttachmentRules() {}

  static void validate(ObjectNode attachment, FieldErrors errors) {
    ObjectNode spec = child(attachment, "spec");
    if (text(spec, "attacher").isEmpty()) {
      errors.required("spec.attacher", "");
    }
    source(child(spec, "source"), errors);
    String node = text(spec, "nodeName");
    errors.invalid("spec.nodeName", node, Names.subdomain(node));
    status(child(attachment, "status"), errors);
  }

  /** What was let through once, and is only asked of new objects. */
  static void validateNew(ObjectNode attachment, FieldErrors errors) {
    CsiNames.driver(text(attachment, "spec", "attacher"), "spec.attacher", errors);
    if (has(attachment, "spec", "source", "persistentVolumeName")) {
      String volume = text(attachment, "spec", "source", "persistentVolumeName");
      errors.invalid("spec.source.persistentVolumeName", volume, Names.subdomain(volume));
    }
  }

  private static void source(ObjectNode source, FieldErrors errors) {
    boolean named = has(source, "persistentVolumeName");
    ObjectNode inline = object(source, "inlineVolumeSpec");
    if (named && inline != null) {
      errors.forbidden("spec.source", ONE_SOURCE);
    } else if (named) {
      if (text(source, "persistentVolumeName").isEmpty()) {
        errors.required(
            "spec.source.persistentVolumeName", "must specify non empty persistentVolumeName");
      }
    } else if (inline == null) {
      errors.required("spec.source", ONE_SOURCE);
    } else {
      PersistentVolumeRules.validateInline(inline, "spec.source.inlineVolumeSpec", errors);
    }
  }

  private static void status(ObjectNode status, FieldErrors errors) {
    long size = 0;
    for (var entry : textMap(status, "attachmentMetadata").entrySet()) {
      size += (entry.getKey() + entry.getValue()).getBytes(StandardCharsets.UTF_8).length;
    }
    if (size > METADATA_MAX_BYTES) {
      errors.tooLong(
          "status.attachmentMetadata", "may not be more than " + METADATA_MAX_BYTES + " bytes");
    }
    for (String field : List.of("attachError", "detachError")) {
      String message = text(status, field, "message");
      if (message.getBytes(StandardCharsets.UTF_8).length > MESSAGE_MAX_BYTES) {
        errors.tooLong(
            "status." + field + ".message", "may not be more than " + MESSAGE_MAX_BYTES + " bytes");
      }
    }
  }
}
