package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Volumes that project several sources into one folder, and files of the downward API. */
final class ProjectedRules {

  private static final String ONE_SOURCE = "may not specify more than 1 volume type";
  private static final String CONFLICT = "conflicting duplicate paths";
  private static final List<String> SOURCES =
      List.of("secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle");

  private ProjectedRules() {}

  static void validate(ObjectNode projected, String path, FieldErrors errors) {
    VolumeRules.mode(projected, path, errors);
    Set<String> paths = new HashSet<>();
    List<ObjectNode> sources = objects(projected, "sources");
    for (int i = 0; i < sources.size(); i++) {
      String at = path + ".sources[" + i + "]";
      int found = 0;
      for (String kind : SOURCES) {
        ObjectNode source = object(sources.get(i), kind);
        if (source != null) {
          if (found++ > 0) {
            errors.forbidden(at + "." + kind, ONE_SOURCE);
          } else {
            source(kind, source, paths, path, at + "." + kind, errors);
          }
        }
      }
      if (found == 0) {
        errors.required(at, "must specify a projected volume source type");
      }
    }
  }

  private static void source(
      String kind,
      ObjectNode source,
      Set<String> paths,
      String volume,
      String path,
      FieldErrors errors) {
    switch (kind) {
      case "secret", "configMap" -> {
        String name = text(source, "name");
        if (name.isEmpty()) {
          errors.required(path + ".name", "");
        }
        List<ObjectNode> items = objects(source, "items");
        for (int i = 0; i < items.size(); i++) {
          VolumeRules.file(items.get(i), path + ".items[" + i + "]", errors);
          claim(text(items.get(i), "path"), name, paths, volume, errors);
        }
      }
      case "downwardAPI" -> {
        for (ObjectNode item : objects(source, "items")) {
          downwardFile(item, path, errors);
          claim(text(item, "path"), text(item, "path"), paths, volume, errors);
        }
      }
      case "serviceAccountToken" -> token(source, paths, volume, path, errors);
      default -> {
        if (text(source, "path").isEmpty()) {
          errors.required(path + ".path", "");
        }
      }
    }
  }

  private static void claim(
      String file, String shown, Set<String> paths, String volume, FieldErrors errors) {
    if (!file.isEmpty() && !paths.add(file)) {
      errors.invalid(volume, shown, CONFLICT);
    }
  }

  private static void token(
      ObjectNode token, Set<String> paths, String volume, String path, FieldErrors errors) {
    long seconds = token.path("expirationSeconds").longValue(0);
    if (seconds < 600) {
      errors.invalid(
          path + ".expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
    } else if (seconds > 1L << 32) {
      errors.invalid(
          path + ".expirationSeconds",
          seconds,
          "may not specify a duration larger than 2^32 seconds");
    }
    String file = text(token, "path");
    if (file.isEmpty()) {
      errors.required(path + ".path", "");
    } else {
      PathRules.fileInVolume(file, path + ".path", errors);
      claim(file, file, paths, volume, errors);
    }
  }

  static void downwardFile(ObjectNode item, String path, FieldErrors errors) {
    String file = text(item, "path");
    if (file.isEmpty()) {
      errors.required(path + ".path", "");
    } else {
      PathRules.fileInVolume(file, path + ".path", errors);
    }
    ObjectNode fieldRef = object(item, "fieldRef");
    ObjectNode resourceRef = object(item, "resourceFieldRef");
    if (fieldRef != null) {
      FieldRefRules.field(fieldRef, FieldRefRules.IN_VOLUMES, path + ".fieldRef", errors);
      if (resourceRef != null) {
        errors.invalid(
            path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
      }
    } else if (resourceRef != null) {
      FieldRefRules.resource(resourceRef, true, path + ".resourceFieldRef", errors);
    } else {
      errors.required(path, "one of fieldRef and resourceFieldRef is required");
    }
    if (has(item, "mode")) {
      PathRules.mode(number(item, "mode"), path + ".mode", errors);
    }
  }
}
