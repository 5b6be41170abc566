package dev.setpoint.api.node;

import dev.setpoint.api.admission.AdmissionRequest;
import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/** What a node may write of Nodes: its own, without taints or labels that draw Pods to it. */
record NodeWrites(
    AdmissionRequest request,
    String node,
    BiFunction<AdmissionRequest, String, ApiException> refused) {

  private static final String RESTRICTED = "node-restriction.kubernetes.io";
  private static final Set<String> OWN_LABELS =
      Set.of(
          "kubernetes.io/hostname",
          "topology.kubernetes.io/zone",
          "topology.kubernetes.io/region",
          "failure-domain.beta.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region",
          "beta.kubernetes.io/instance-type",
          "node.kubernetes.io/instance-type",
          "kubernetes.io/os",
          "kubernetes.io/arch",
          "beta.kubernetes.io/os",
          "beta.kubernetes.io/arch");

  void check() {
    ObjectNode wanted =
        request.object() == null ? KubeJson.TREES.createObjectNode() : request.object();
    ObjectNode stored = request.old() == null ? KubeJson.TREES.createObjectNode() : request.old();
    String quoted = GoFormat.quote(node);
    String name = request.key().name();
    if (name.isEmpty()) {
      name = Trees.text(wanted, "metadata", "name");
    }
    if (!name.equals(node)) {
      throw refused.apply(
          request, "node " + quoted + " is not allowed to modify node " + GoFormat.quote(name));
    }
    if (request.operation() == Operation.CREATE) {
      Set<String> labels = forbidden(changed(wanted, stored));
      if (!labels.isEmpty()) {
        throw refused.apply(
            request,
            "node "
                + quoted
                + " is not allowed to set the following labels: "
                + String.join(", ", labels));
      }
    }
    if (request.operation() == Operation.UPDATE) {
      if (!Trees.same(wanted, stored, "spec", "taints")) {
        throw refused.apply(request, "node " + quoted + " is not allowed to modify taints");
      }
      Set<String> labels = forbidden(changed(wanted, stored));
      if (!labels.isEmpty()) {
        throw refused.apply(
            request, "is not allowed to modify labels: " + String.join(", ", labels));
      }
      if (!Trees.same(wanted, stored, "metadata", "ownerReferences")) {
        throw refused.apply(
            request, "node " + quoted + " is not allowed to modify ownerReferences");
      }
    }
  }

  private static Set<String> changed(ObjectNode wanted, ObjectNode stored) {
    Map<String, String> now = Trees.textMap(wanted, "metadata", "labels");
    Map<String, String> before = Trees.textMap(stored, "metadata", "labels");
    Set<String> keys = new HashSet<>(now.keySet());
    keys.addAll(before.keySet());
    keys.removeIf(key -> now.containsKey(key) && now.get(key).equals(before.get(key)));
    return keys;
  }

  private static Set<String> forbidden(Set<String> keys) {
    Set<String> forbidden = new TreeSet<>();
    for (String key : keys) {
      int slash = key.indexOf('/');
      String space = slash < 0 ? "" : key.substring(0, slash);
      boolean kubernetes = isBelow(space, "kubernetes.io") || isBelow(space, "k8s.io");
      boolean own =
          OWN_LABELS.contains(key)
              || isBelow(space, "kubelet.kubernetes.io")
              || isBelow(space, "node.kubernetes.io");
      if (isBelow(space, RESTRICTED) || (kubernetes && !own)) {
        forbidden.add(key);
      }
    }
    return forbidden;
  }

  private static boolean isBelow(String space, String domain) {
    return space.equals(domain) || space.endsWith("." + domain);
  }
}
