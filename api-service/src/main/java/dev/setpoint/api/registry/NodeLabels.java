package dev.setpoint.api.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Well-known labels of Nodes that have had another name. */
public final class NodeLabels {

  private static final Map<String, String> DEPRECATED =
      Map.of(
          "beta.kubernetes.io/arch",
          "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
          "beta.kubernetes.io/os",
          "deprecated since v1.14; use \"kubernetes.io/os\" instead",
          "failure-domain.beta.kubernetes.io/region",
          "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
          "failure-domain.beta.kubernetes.io/zone",
          "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
          "beta.kubernetes.io/instance-type",
          "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead");

  private NodeLabels() {}

  /** Since when, and what to use instead; null for a label that is still good. */
  public static @Nullable String deprecation(String key) {
    return DEPRECATED.get(key);
  }
}
