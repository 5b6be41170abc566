package dev.setpoint.controller.quota;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.quota.QuotaUsage;
import dev.setpoint.common.resource.Quantity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Adds up what the objects of a namespace use of one quota. */
final class QuotaCount {

  private final ObjectNode spec;
  private final Map<String, Quantity> used = new TreeMap<>();

  QuotaCount(ResourceQuota quota) {
    this.spec = KubeJson.toTree(quota.getSpec());
    names(quota).forEach(name -> used.put(name, Quantity.ZERO));
  }

  /** What the quota limits. */
  static Set<String> names(ResourceQuota quota) {
    return quota.getSpec() == null || quota.getSpec().getHard() == null
        ? Set.of()
        : quota.getSpec().getHard().keySet();
  }

  /** Counts all objects of one resource. */
  QuotaCount add(QuotaUsage usage, Collection<? extends HasMetadata> objects) {
    if (used.keySet().stream().noneMatch(usage::counts)) {
      return this;
    }
    for (HasMetadata object : objects) {
      ObjectNode tree = KubeJson.toTree(object);
      if (usage.holds(spec, tree)) {
        usage
            .usage(tree)
            .forEach((name, amount) -> used.computeIfPresent(name, (n, sum) -> sum.plus(amount)));
      }
    }
    return this;
  }

  /** The status that the quota is to have. */
  ObjectNode status() {
    ObjectNode status = KubeJson.TREES.createObjectNode();
    status.set("hard", spec.path("hard").deepCopy());
    ObjectNode sums = status.putObject("used");
    used.forEach((name, sum) -> sums.put(name, sum.toString()));
    return status;
  }
}
