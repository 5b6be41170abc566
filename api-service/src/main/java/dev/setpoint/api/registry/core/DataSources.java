package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Names;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a claim's volume starts out with, told in two fields that say the same. */
final class DataSources {

  private DataSources() {}

  /** Drops what Kubernetes 1.33 does not serve, and makes the two fields agree. */
  static void normalize(ObjectNode spec, @Nullable ObjectNode old) {
    boolean used = old != null && (has(old, "dataSource") || has(old, "dataSourceRef"));
    ObjectNode source = object(spec, "dataSource");
    if (!used && source != null && !isServed(source)) {
      spec.remove("dataSource");
      source = null;
    }
    ObjectNode reference = object(spec, "dataSourceRef");
    if (reference != null && (old == null || !has(old, "dataSourceRef", "namespace"))) {
      reference.remove("namespace");
    }
    if (source != null && reference == null) {
      spec.set("dataSourceRef", source.deepCopy());
    } else if (source == null && reference != null && text(reference, "namespace").isEmpty()) {
      ObjectNode copy = reference.deepCopy();
      copy.remove("namespace");
      spec.set("dataSource", copy);
    }
  }

  private static boolean isServed(ObjectNode source) {
    String group = text(source, "apiGroup");
    return switch (text(source, "kind")) {
      case "PersistentVolumeClaim" -> group.isEmpty();
      case "VolumeSnapshot" -> group.equals("snapshot.storage.k8s.io");
      default -> false;
    };
  }

  static void validate(JsonNode spec, String path, FieldErrors errors) {
    ObjectNode source = object(spec, "dataSource");
    ObjectNode reference = object(spec, "dataSourceRef");
    if (source != null) {
      source(source, path + ".dataSource", errors);
    }
    if (reference == null) {
      return;
    }
    source(reference, path + ".dataSourceRef", errors);
    String namespace = text(reference, "namespace");
    if (!namespace.isEmpty()) {
      errors.invalid(path + ".dataSourceRef.namespace", namespace, Names.label(namespace));
    }
    if (source != null) {
      var shown = new GoFormat.Verbatim(path + ".dataSource");
      if (!namespace.isEmpty()) {
        errors.invalid(
            path, shown, "may not be specified when dataSourceRef.namespace is specified");
      } else if (!agree(source, reference)) {
        errors.invalid(path, shown, "must match dataSourceRef");
      }
    }
  }

  private static boolean agree(ObjectNode source, ObjectNode reference) {
    return has(source, "apiGroup") == has(reference, "apiGroup")
        && text(source, "apiGroup").equals(text(reference, "apiGroup"))
        && text(source, "kind").equals(text(reference, "kind"))
        && text(source, "name").equals(text(reference, "name"));
  }

  private static void source(ObjectNode source, String path, FieldErrors errors) {
    String kind = text(source, "kind");
    if (text(source, "name").isEmpty()) {
      errors.required(path + ".name", "");
    }
    if (kind.isEmpty()) {
      errors.required(path + ".kind", "");
    }
    String group = text(source, "apiGroup");
    if (!group.isEmpty()) {
      errors.invalid(path + ".apiGroup", group, Names.subdomain(group));
    } else if (!kind.equals("PersistentVolumeClaim")) {
      errors.invalid(
          path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    }
  }
}
