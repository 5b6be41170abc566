package dev.setpoint.api.registry.storage;

import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Validation of StorageClasses (k8s.io/kubernetes/pkg/apis/storage/validation). */
final class StorageClassRules {

  private static final int PARAMETERS_MAX = 512;
  private static final int PARAMETERS_MAX_BYTES = 256 * 1024;
  private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Retain");
  private static final List<String> BINDING_MODES = List.of("Immediate", "WaitForFirstConsumer");

  private StorageClassRules() {}

  static void validate(ObjectNode storageClass, FieldErrors errors) {
    String provisioner = text(storageClass, "provisioner");
    if (provisioner.isEmpty()) {
      errors.required("provisioner", "");
    } else {
      errors.invalid(
          "provisioner", provisioner, Names.qualifiedName(provisioner.toLowerCase(Locale.ROOT)));
    }
    parameters(textMap(storageClass, "parameters"), errors);
    oneOf(storageClass, "reclaimPolicy", RECLAIM_POLICIES, errors);
    oneOf(storageClass, "volumeBindingMode", BINDING_MODES, errors);
    topologies(objects(storageClass, "allowedTopologies"), errors);
  }

  /** What volumes were made with is not changed under them. */
  static void validateUpdate(ObjectNode storageClass, ObjectNode old, FieldErrors errors) {
    for (String field : List.of("parameters", "provisioner", "reclaimPolicy")) {
      if (!same(storageClass, old, field)) {
        errors.forbidden(field, "updates to " + field + " are forbidden.");
      }
    }
    if (!same(storageClass, old, "volumeBindingMode")) {
      errors.immutable("volumeBindingMode", text(storageClass, "volumeBindingMode"));
    }
  }

  private static void oneOf(
      ObjectNode storageClass, String field, List<String> allowed, FieldErrors errors) {
    String value = text(storageClass, field);
    if (!allowed.contains(value)) {
      errors.notSupported(field, value, allowed);
    }
  }

  private static void parameters(Map<String, String> parameters, FieldErrors errors) {
    if (parameters.size() > PARAMETERS_MAX) {
      errors.tooLong("parameters", "may not be more than " + PARAMETERS_MAX + " bytes");
      return;
    }
    long size = 0;
    for (var parameter : parameters.entrySet()) {
      if (parameter.getKey().isEmpty()) {
        errors.invalid("parameters", "", "field can not be empty.");
      }
      size += (parameter.getKey() + parameter.getValue()).getBytes(StandardCharsets.UTF_8).length;
    }
    if (size > PARAMETERS_MAX_BYTES) {
      errors.tooLong("parameters", "may not be more than " + PARAMETERS_MAX_BYTES + " bytes");
    }
  }

  private static void topologies(List<ObjectNode> topologies, FieldErrors errors) {
    List<Map<String, Set<String>>> seen = new ArrayList<>();
    for (int i = 0; i < topologies.size(); i++) {
      String path = "allowedTopologies[" + i + "].matchLabelExpressions";
      Map<String, Set<String>> term =
          term(objects(topologies.get(i), "matchLabelExpressions"), path, errors);
      if (seen.contains(term)) {
        errors.duplicate(path, "");
      }
      seen.add(term);
    }
  }

  private static Map<String, Set<String>> term(
      List<ObjectNode> expressions, String path, FieldErrors errors) {
    Map<String, Set<String>> term = new LinkedHashMap<>();
    for (int i = 0; i < expressions.size(); i++) {
      String at = path + "[" + i + "]";
      String key = text(expressions.get(i), "key");
      List<String> values = texts(expressions.get(i), "values");
      if (values.isEmpty()) {
        errors.required(at + ".values", "");
      }
      Set<String> distinct = new LinkedHashSet<>();
      for (int j = 0; j < values.size(); j++) {
        if (!distinct.add(values.get(j))) {
          errors.duplicate(at + ".values[" + j + "]", values.get(j));
        }
      }
      errors.invalid(at + ".key", key, Names.qualifiedName(key));
      if (term.put(key, distinct) != null) {
        errors.duplicate(at + ".key", key);
      }
    }
    return term;
  }
}
