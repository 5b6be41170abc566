package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.IntOrPercent;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.ObjectMetaRules;
import dev.setpoint.api.registry.ReplicaCounts;
import dev.setpoint.api.registry.core.PodTemplateRules;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of StatefulSets (k8s.io/kubernetes/pkg/apis/apps/validation). */
final class StatefulSetRules {

  private static final String ROLLING = "spec.updateStrategy.rollingUpdate";
  private static final List<String> MUTABLE =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");
  private static final List<String> COUNTS =
      List.of(
          "replicas",
          "readyReplicas",
          "currentReplicas",
          "updatedReplicas",
          "availableReplicas",
          "observedGeneration",
          "collisionCount");
  private static final List<String> PARTS =
      List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas");

  private StatefulSetRules() {}

  static JsonNode maxUnavailable(ObjectNode set) {
    return at(set, "spec", "updateStrategy", "rollingUpdate", "maxUnavailable");
  }

  static void validateSpec(ObjectNode spec, FieldErrors errors) {
    String management = text(spec, "podManagementPolicy");
    if (!management.equals("OrderedReady") && !management.equals("Parallel")) {
      errors.invalid(
          "spec.podManagementPolicy", management, "must be 'OrderedReady' or 'Parallel'");
    }
    updateStrategy(spec.path("updateStrategy"), errors);
    retention(spec.path("persistentVolumeClaimRetentionPolicy"), errors);
    errors.nonNegative("spec.replicas", number(spec, "replicas"));
    errors.nonNegative("spec.minReadySeconds", number(spec, "minReadySeconds"));
    errors.nonNegative("spec.ordinals.start", number(spec, "ordinals", "start"));
    TemplateRules.requiredSelector(spec, "statefulset", errors);
    JsonNode selector = spec.path("selector");
    if (selector.isObject() && !LabelSelectors.isUsable(selector)) {
      errors.invalid("spec.selector", GoFormat.labelSelector(selector), "");
    } else {
      template(spec, errors);
    }
    PodTemplateRules.alwaysRestarting(spec, "StatefulSet", errors);
  }

  /** The Pod's own spec is not checked: its volumes may come from the claim templates. */
  private static void template(ObjectNode spec, FieldErrors errors) {
    TemplateRules.matchingLabels(spec, errors);
    JsonNode metadata = at(spec, "template", "metadata");
    LabelSelectors.validateLabels(metadata.path("labels"), "spec.template.labels", errors);
    ObjectMetaRules.annotations(metadata.path("annotations"), "spec.template.annotations", errors);
  }

  private static void updateStrategy(JsonNode strategy, FieldErrors errors) {
    ObjectNode rolling = object(strategy, "rollingUpdate");
    switch (text(strategy, "type")) {
      case "OnDelete" -> {
        if (rolling != null) {
          errors.invalid(
              ROLLING, shown(rolling), "only allowed for updateStrategy 'RollingUpdate'");
        }
      }
      case "RollingUpdate" -> {
        if (rolling != null) {
          rolling(rolling, errors);
        }
      }
      default ->
          errors.invalid(
              "spec.updateStrategy",
              new GoFormat.Verbatim(
                  "apps.StatefulSetUpdateStrategy{Type:"
                      + GoFormat.quote(text(strategy, "type"))
                      + ", RollingUpdate:(*apps.RollingUpdateStatefulSetStrategy)("
                      + pointer(rolling)
                      + ")}"),
              "must be 'RollingUpdate' or 'OnDelete'");
    }
  }

  private static void rolling(ObjectNode rolling, FieldErrors errors) {
    errors.nonNegative(ROLLING + ".partition", number(rolling, "partition"));
    if (has(rolling, "maxUnavailable")) {
      JsonNode unavailable = rolling.path("maxUnavailable");
      String path = ROLLING + ".maxUnavailable";
      IntOrPercent.notNegative(unavailable, path, errors);
      if (IntOrPercent.amount(unavailable) == 0) {
        errors.invalid(path, GoFormat.intOrString(unavailable), "cannot be 0");
      }
      IntOrPercent.atMostWhole(unavailable, path, errors);
    }
  }

  private static GoFormat.Verbatim shown(ObjectNode rolling) {
    return new GoFormat.Verbatim(
        "apps.RollingUpdateStatefulSetStrategy{Partition:"
            + number(rolling, "partition")
            + ", MaxUnavailable:(*intstr.IntOrString)("
            + pointer(rolling.get("maxUnavailable"))
            + ")}");
  }

  /** Go shows where a pointer points; which address that is nobody can tell. */
  private static String pointer(@Nullable JsonNode target) {
    return target == null ? "nil" : "0xc000000000";
  }

  private static void retention(JsonNode policy, FieldErrors errors) {
    for (String when : List.of("whenDeleted", "whenScaled")) {
      String value = text(policy, when);
      if (policy.isObject() && !value.equals("Retain") && !value.equals("Delete")) {
        errors.notSupported(
            "spec.persistentVolumeClaimRetentionPolicy." + when,
            value,
            List.of("Retain", "Delete"));
      }
    }
  }

  static void onlyMutable(ObjectNode spec, ObjectNode old, FieldErrors errors) {
    ObjectNode copy = spec.deepCopy();
    MUTABLE.forEach(field -> copy(old, copy, field));
    if (!same(copy, old)) {
      errors.forbidden(
          "spec",
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
              + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy'"
              + " and 'minReadySeconds' are forbidden");
    }
  }

  static void validateStatus(JsonNode status, JsonNode old, FieldErrors errors) {
    ReplicaCounts.nonNegativeCounts(status, "status", errors, COUNTS);
    ReplicaCounts.atMostReplicas(status, errors, PARTS);
    ReplicaCounts.atMostReady(status, "status.readyReplicas", errors);
    TemplateRules.collisionCount(status, old, errors);
  }
}
