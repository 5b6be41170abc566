package dev.setpoint.controller.deployment;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.SafeNames;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells Pod templates apart, by comparison and by hash. */
final class Templates {

  static final String HASH_LABEL = "pod-template-hash";

  private Templates() {}

  /** The ReplicaSet that has the Deployment's template; of several the oldest. */
  static @Nullable ReplicaSet newSet(Deployment deployment, List<ReplicaSet> sets) {
    ObjectNode wanted = comparable(deployment.getSpec().getTemplate());
    return sets.stream()
        .sorted(RollingPlan.OLDEST_FIRST)
        .filter(set -> comparable(set.getSpec().getTemplate()).equals(wanted))
        .findFirst()
        .orElse(null);
  }

  static boolean same(PodTemplateSpec a, PodTemplateSpec b) {
    return comparable(a).equals(comparable(b));
  }

  private static ObjectNode comparable(PodTemplateSpec template) {
    ObjectNode tree = KubeJson.toTree(template);
    if (tree.path("metadata") instanceof ObjectNode metadata) {
      if (metadata.path("labels") instanceof ObjectNode labels) {
        labels.remove(HASH_LABEL);
        if (labels.isEmpty()) {
          metadata.remove("labels");
        }
      }
      if (metadata.isEmpty()) {
        tree.remove("metadata");
      }
    }
    return tree;
  }

  /** FNV-1a over the template with its fields in order, salted by the collisions met so far. */
  static String hash(PodTemplateSpec template, @Nullable Integer collisions) {
    StringBuilder text = new StringBuilder();
    canonical(KubeJson.toTree(template), text);
    int hash = 0x811c9dc5;
    for (byte b : text.toString().getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    if (collisions != null) {
      for (int shift = 0; shift < 32; shift += 8) {
        hash = (hash ^ ((collisions >> shift) & 0xff)) * 0x01000193;
      }
    }
    return SafeNames.encode(Integer.toUnsignedString(hash));
  }

  private static void canonical(JsonNode node, StringBuilder text) {
    if (node.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
      text.append('{');
      sorted.forEach(
          (name, value) -> {
            text.append('"').append(name).append("\":");
            canonical(value, text);
            text.append(',');
          });
      text.append('}');
    } else if (node.isArray()) {
      text.append('[');
      node.forEach(
          value -> {
            canonical(value, text);
            text.append(',');
          });
      text.append(']');
    } else {
      text.append(node);
    }
  }
}
