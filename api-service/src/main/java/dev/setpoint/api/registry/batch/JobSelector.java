package dev.setpoint.api.registry.batch;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.common.json.KubeJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The selector that a Job gets unless it brings its own: its uid, so that no two Jobs own the same
 * Pods.
 */
final class JobSelector {

  private static final String UID = "batch.kubernetes.io/controller-uid";
  private static final String NAME = "batch.kubernetes.io/job-name";

  /** Labels without a prefix came first and are still written. */
  private static final List<String> LEGACY = List.of("controller-uid", "job-name");

  static final List<String> PREFIXED = List.of("controller-uid", "job-name", UID, NAME);

  private JobSelector() {}

  /** The labels that an update must keep: the prefixed ones only where the Job has them. */
  static List<String> labelsOf(ObjectNode old) {
    JsonNode labels = at(old, "spec", "template", "metadata", "labels");
    return labels.has(UID) && labels.has(NAME) ? PREFIXED : LEGACY;
  }

  static void generate(ObjectNode job) {
    ObjectNode spec = child(job, "spec");
    if (flag(spec, "manualSelector")) {
      return;
    }
    ObjectNode labels = child(child(child(spec, "template"), "metadata"), "labels");
    for (String label : PREFIXED) {
      if (!labels.has(label)) {
        labels.put(label, expected(job, label));
      }
    }
    ObjectNode matched = child(child(spec, "selector"), "matchLabels");
    if (!matched.has(UID)) {
      matched.put(UID, text(job, "metadata", "uid"));
    }
  }

  private static String expected(ObjectNode job, String label) {
    return text(job, "metadata", label.endsWith("controller-uid") ? "uid" : "name");
  }

  static void validate(ObjectNode job, List<String> required, FieldErrors errors) {
    JsonNode spec = job.path("spec");
    if (flag(spec, "manualSelector") || !has(spec, "selector")) {
      return;
    }
    JsonNode labels = at(spec, "template", "metadata", "labels");
    ObjectNode all = KubeJson.TREES.createObjectNode();
    for (String label : required) {
      String expected = expected(job, label);
      all.put(label, expected);
      hasLabel(labels, label, expected, errors);
    }
    JsonNode selector = spec.path("selector");
    if (LabelSelectors.isUsable(selector) && !LabelSelectors.matches(selector, all)) {
      errors.invalid(
          "spec.selector", GoFormat.labelSelector(selector), "`selector` not auto-generated");
    }
  }

  private static void hasLabel(JsonNode labels, String label, String expected, FieldErrors errors) {
    String path = "spec.template.metadata.labels[" + label + "]";
    Map<String, String> there = textMap(labels);
    if (!there.containsKey(label)) {
      errors.required(path, "must be '" + expected + "'");
    } else if (!expected.equals(there.get(label))) {
      errors.invalid(path, GoFormat.stringMap(labels), "must be '" + expected + "'");
    }
  }

  static List<String> containerNames(JsonNode spec) {
    List<String> names = new ArrayList<>();
    for (String list : List.of("containers", "initContainers")) {
      at(spec, "template", "spec", list).forEach(c -> names.add(text(c, "name")));
    }
    return names;
  }
}
