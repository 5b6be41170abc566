package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may change on a Pod that exists: images, the deadline (to sooner), tolerations (to more),
 * scheduling gates (to fewer), and while gated, the node selector and affinity (to narrower).
 */
final class PodUpdateRules {

  private static final String FIXED =
      "pod updates may not change fields other than"
          + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
          + " (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow"
          + " it to be set to 1 if it was previously negative)\n";

  private PodUpdateRules() {}

  static void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
    ObjectNode spec = child(pod, "spec");
    ObjectNode oldSpec = child(old, "spec");
    PodRules.validateSpec(spec, errors);
    boolean stop = false;
    for (String list : List.of("containers", "initContainers")) {
      if (spec.path(list).size() != oldSpec.path(list).size()) {
        errors.forbidden(
            "spec." + list,
            list.equals("containers")
                ? "pod updates may not add or remove containers"
                : "pod updates may not add or remove initContainers");
        stop = true;
        continue;
      }
      images(spec, list, errors);
    }
    if (stop) {
      return;
    }
    deadline(spec, oldSpec, errors);
    tolerations(spec, oldSpec, errors);
    gates(spec, oldSpec, errors);
    boolean gated = !oldSpec.path("schedulingGates").isEmpty();
    if (gated) {
      nodeSelector(spec, oldSpec, errors);
    }
    ObjectNode allowed = spec.deepCopy();
    restore(allowed, oldSpec, gated);
    if (!same(allowed, oldSpec)) {
      errors.forbidden("spec", FIXED + SpecDifference.describe(oldSpec, allowed));
    }
  }

  /** Held against a rule of their own, although the spec as a whole was validated. */
  private static void images(ObjectNode spec, String list, FieldErrors errors) {
    List<ObjectNode> containers = objects(spec, list);
    for (int i = 0; i < containers.size(); i++) {
      String image = text(containers.get(i), "image");
      String path = "spec." + list + "[" + i + "].image";
      if (image.isEmpty()) {
        errors.required(path, "");
      }
      if (!image.equals(image.strip())) {
        errors.invalid(path, image, "must not have leading or trailing whitespace");
      }
    }
  }

  /** Takes every change that is allowed out of the new spec. */
  private static void restore(ObjectNode spec, ObjectNode old, boolean gated) {
    for (String list : List.of("containers", "initContainers")) {
      List<ObjectNode> now = objects(spec, list);
      List<ObjectNode> before = objects(old, list);
      for (int i = 0; i < now.size(); i++) {
        copy(before.get(i), now.get(i), "image");
      }
    }
    for (String field : List.of("activeDeadlineSeconds", "schedulingGates", "tolerations")) {
      copy(old, spec, field);
    }
    if (old.path("terminationGracePeriodSeconds").longValue(0) < 0
        && spec.path("terminationGracePeriodSeconds").longValue(0) == 1) {
      copy(old, spec, "terminationGracePeriodSeconds");
    }
    if (gated) {
      copy(old, spec, "nodeSelector");
      copy(old, spec, "affinity");
    }
  }

  private static void deadline(ObjectNode spec, ObjectNode old, FieldErrors errors) {
    String path = "spec.activeDeadlineSeconds";
    long before = old.path("activeDeadlineSeconds").longValue(0);
    if (!has(old, "activeDeadlineSeconds")) {
      return;
    }
    if (!has(spec, "activeDeadlineSeconds")) {
      errors.invalid(path, "null", "must not update from a positive integer to nil value");
    } else if (spec.path("activeDeadlineSeconds").longValue(0) > before) {
      errors.invalid(
          path,
          spec.path("activeDeadlineSeconds").longValue(0),
          "must be less than or equal to previous value");
    }
  }

  private static void tolerations(ObjectNode spec, ObjectNode old, FieldErrors errors) {
    for (ObjectNode before : objects(old, "tolerations")) {
      boolean kept =
          objects(spec, "tolerations").stream()
              .anyMatch(now -> withoutSeconds(now).equals(withoutSeconds(before)));
      if (!kept) {
        errors.forbidden(
            "spec.tolerations",
            "existing toleration can not be modified except its tolerationSeconds");
        return;
      }
    }
  }

  private static ObjectNode withoutSeconds(ObjectNode toleration) {
    ObjectNode copy = toleration.deepCopy();
    copy.remove("tolerationSeconds");
    return copy;
  }

  private static void gates(ObjectNode spec, ObjectNode old, FieldErrors errors) {
    Set<String> before =
        objects(old, "schedulingGates").stream()
            .map(gate -> text(gate, "name"))
            .collect(Collectors.toSet());
    List<ObjectNode> now = objects(spec, "schedulingGates");
    for (int i = 0; i < now.size(); i++) {
      String name = text(now.get(i), "name");
      if (!before.contains(name)) {
        errors.forbidden(
            "spec.schedulingGates[" + i + "].name",
            "only deletion is allowed, but found new scheduling gate '" + name + "'");
      }
    }
  }

  private static void nodeSelector(ObjectNode spec, ObjectNode old, FieldErrors errors) {
    var now = textMap(spec, "nodeSelector");
    boolean onlyMore =
        textMap(old, "nodeSelector").entrySet().stream()
            .allMatch(e -> e.getValue().equals(now.get(e.getKey())));
    if (!onlyMore) {
      errors.invalid(
          "spec.nodeSelector",
          GoFormat.stringMap(spec.path("nodeSelector")),
          "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
    }
  }
}
