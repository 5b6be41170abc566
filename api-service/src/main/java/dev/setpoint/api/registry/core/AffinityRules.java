package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Node affinity, and affinity to and against other Pods. */
final class AffinityRules {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private AffinityRules() {}

  static void validate(@Nullable ObjectNode affinity, String path, FieldErrors errors) {
    if (affinity == null) {
      return;
    }
    ObjectNode node = object(affinity, "nodeAffinity");
    if (node != null) {
      node(node, path + ".nodeAffinity", errors);
    }
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      ObjectNode pods = object(affinity, kind);
      if (pods != null) {
        pods(pods, path + "." + kind, errors);
      }
    }
  }

  private static void node(ObjectNode affinity, String path, FieldErrors errors) {
    ObjectNode required = object(affinity, REQUIRED);
    if (required != null) {
      nodeSelector(required, path + "." + REQUIRED, errors);
    }
    List<ObjectNode> preferred = objects(affinity, PREFERRED);
    for (int i = 0; i < preferred.size(); i++) {
      String at = path + "." + PREFERRED + "[" + i + "]";
      weight(preferred.get(i), at, errors);
      ObjectNode preference = object(preferred.get(i), "preference");
      if (preference != null) {
        nodeTerm(preference, at + ".preference", errors);
      }
    }
  }

  static void nodeSelector(ObjectNode selector, String path, FieldErrors errors) {
    String at = path + ".nodeSelectorTerms";
    List<ObjectNode> terms = objects(selector, "nodeSelectorTerms");
    if (terms.isEmpty()) {
      errors.required(at, "must have at least one node selector term");
    }
    for (int i = 0; i < terms.size(); i++) {
      nodeTerm(terms.get(i), at + "[" + i + "]", errors);
    }
  }

  private static void weight(ObjectNode term, String path, FieldErrors errors) {
    int weight = number(term, "weight");
    if (weight <= 0 || weight > 100) {
      errors.invalid(path + ".weight", weight, "must be in the range 1-100");
    }
  }

  private static void nodeTerm(ObjectNode term, String path, FieldErrors errors) {
    List<ObjectNode> expressions = objects(term, "matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      nodeExpression(expressions.get(i), path + ".matchExpressions[" + i + "]", errors);
    }
    List<ObjectNode> fields = objects(term, "matchFields");
    for (int i = 0; i < fields.size(); i++) {
      nodeField(fields.get(i), path + ".matchFields[" + i + "]", errors);
    }
  }

  private static void nodeExpression(ObjectNode expression, String path, FieldErrors errors) {
    String operator = text(expression, "operator");
    if (!operator.equals("Gt") && !operator.equals("Lt")) {
      LabelSelectors.validateExpression(expression, path, errors);
      return;
    }
    if (expression.path("values").size() != 1) {
      errors.required(
          path + ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
    }
    LabelSelectors.validateKeyAndValues(expression, path, errors);
  }

  private static void nodeField(ObjectNode field, String path, FieldErrors errors) {
    List<String> values = texts(field, "values");
    switch (text(field, "operator")) {
      case "In", "NotIn" -> {
        if (values.size() != 1) {
          errors.required(
              path + ".values",
              "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }
      }
      default ->
          errors.invalid(
              path + ".operator", text(field, "operator"), "not a valid selector operator");
    }
    if (!text(field, "key").equals("metadata.name")) {
      errors.invalid(path + ".key", text(field, "key"), "not a valid field selector key");
      return;
    }
    for (int i = 0; i < values.size(); i++) {
      errors.invalid(path + ".values[" + i + "]", values.get(i), Names.subdomain(values.get(i)));
    }
  }

  private static void pods(ObjectNode affinity, String path, FieldErrors errors) {
    List<ObjectNode> required = objects(affinity, REQUIRED);
    for (int i = 0; i < required.size(); i++) {
      podTerm(required.get(i), path + "." + REQUIRED + "[" + i + "]", errors);
    }
    List<ObjectNode> preferred = objects(affinity, PREFERRED);
    for (int i = 0; i < preferred.size(); i++) {
      String at = path + "." + PREFERRED + "[" + i + "]";
      weight(preferred.get(i), at, errors);
      ObjectNode term = object(preferred.get(i), "podAffinityTerm");
      if (term != null) {
        podTerm(term, at + ".podAffinityTerm", errors);
      }
    }
  }

  private static void podTerm(ObjectNode term, String path, FieldErrors errors) {
    for (String selector : List.of("labelSelector", "namespaceSelector")) {
      if (has(term, selector)) {
        LabelSelectors.validate(term.path(selector), path + "." + selector, errors);
      }
    }
    for (String namespace : texts(term, "namespaces")) {
      errors.invalid(path + ".namespace", namespace, Names.label(namespace));
    }
    String key = text(term, "topologyKey");
    if (key.isEmpty()) {
      errors.required(path + ".topologyKey", "can not be empty");
    }
    errors.invalid(path + ".topologyKey", key, Names.qualifiedName(key));
  }
}
