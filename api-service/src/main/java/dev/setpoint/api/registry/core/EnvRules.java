package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A container's environment variables. */
final class EnvRules {

  private static final String MORE_THAN_ONE =
      "may not have more than one field specified at a time";

  private EnvRules() {}

  static void variables(ObjectNode container, String path, FieldErrors errors) {
    List<ObjectNode> variables = objects(container, "env");
    for (int i = 0; i < variables.size(); i++) {
      ObjectNode variable = variables.get(i);
      String at = path + "[" + i + "]";
      String name = text(variable, "name");
      if (name.isEmpty()) {
        errors.required(at + ".name", "");
      } else {
        name(name, at + ".name", errors);
      }
      ObjectNode source = object(variable, "valueFrom");
      if (source != null) {
        source(source, text(variable, "value"), at + ".valueFrom", errors);
      }
    }
  }

  private static void name(String name, String path, FieldErrors errors) {
    if (name.chars().anyMatch(c -> c < 0x20 || c > 0x7e || c == '=')) {
      errors.invalid(
          path,
          name,
          "a valid environment variable name must consist only of printable ASCII characters other"
              + " than '='");
    }
  }

  private static void source(ObjectNode source, String value, String path, FieldErrors errors) {
    int sources = 0;
    ObjectNode fieldRef = object(source, "fieldRef");
    if (fieldRef != null) {
      sources++;
      FieldRefRules.field(fieldRef, FieldRefRules.IN_VARIABLES, path + ".fieldRef", errors);
    }
    ObjectNode resourceRef = object(source, "resourceFieldRef");
    if (resourceRef != null) {
      sources++;
      FieldRefRules.resource(resourceRef, false, path + ".resourceFieldRef", errors);
    }
    for (String kind : List.of("configMapKeyRef", "secretKeyRef")) {
      ObjectNode keyRef = object(source, kind);
      if (keyRef != null) {
        sources++;
        key(keyRef, path + "." + kind, errors);
      }
    }
    if (sources == 0) {
      errors.invalid(
          path,
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or"
              + " `secretKeyRef`");
    } else if (!value.isEmpty()) {
      errors.invalid(path, "", "may not be specified when `value` is not empty");
    } else if (sources > 1) {
      errors.invalid(path, "", MORE_THAN_ONE);
    }
  }

  private static void key(ObjectNode ref, String path, FieldErrors errors) {
    String name = text(ref, "name");
    errors.invalid(path + ".name", name, Names.subdomain(name));
    String key = text(ref, "key");
    if (key.isEmpty()) {
      errors.required(path + ".key", "");
    } else {
      errors.invalid(path + ".key", key, ConfigKeys.problems(key));
    }
  }

  static void wholeSources(ObjectNode container, String path, FieldErrors errors) {
    List<ObjectNode> sources = objects(container, "envFrom");
    for (int i = 0; i < sources.size(); i++) {
      ObjectNode source = sources.get(i);
      String at = path + "[" + i + "]";
      if (!text(source, "prefix").isEmpty()) {
        name(text(source, "prefix"), at + ".prefix", errors);
      }
      ObjectNode map = object(source, "configMapRef");
      ObjectNode secret = object(source, "secretRef");
      reference(map, at + ".configMapRef", errors);
      reference(secret, at + ".secretRef", errors);
      if (map == null && secret == null) {
        errors.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
      } else if (map != null && secret != null) {
        errors.invalid(path, "", MORE_THAN_ONE);
      }
    }
  }

  private static void reference(@Nullable ObjectNode ref, String path, FieldErrors errors) {
    if (ref == null) {
      return;
    }
    String name = text(ref, "name");
    if (name.isEmpty()) {
      errors.required(path + ".name", "");
    } else {
      errors.invalid(path + ".name", name, Names.subdomain(name));
    }
  }
}
