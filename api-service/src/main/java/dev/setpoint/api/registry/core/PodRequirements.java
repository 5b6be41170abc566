package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.objects;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.common.json.KubeJson;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What other kinds ask of Pods in the words of a Pod. */
public final class PodRequirements {

  private PodRequirements() {}

  /** Amounts, checked as the limits of a container. */
  public static void limits(JsonNode amounts, String path, FieldErrors errors) {
    ObjectNode resources = KubeJson.TREES.createObjectNode();
    resources.set("limits", amounts.isObject() ? amounts : KubeJson.TREES.createObjectNode());
    ResourceRules.requirements(resources, path, errors);
  }

  /** The tolerations of {@code parent}, none of them twice. */
  public static void tolerations(ObjectNode parent, String path, FieldErrors errors) {
    // Kubernetes repeats the field in the path here.
    SchedulingRules.tolerations(parent, path + ".tolerations", errors);
    List<ObjectNode> tolerations = objects(parent, "tolerations");
    Set<ObjectNode> seen = new HashSet<>();
    for (int i = 0; i < tolerations.size(); i++) {
      if (!seen.add(tolerations.get(i))) {
        errors.duplicate(path + "[" + i + "]", SchedulingRules.shown(tolerations.get(i)));
      }
    }
  }
}
