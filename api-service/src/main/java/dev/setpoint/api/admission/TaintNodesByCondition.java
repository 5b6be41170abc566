package dev.setpoint.api.admission;

import dev.setpoint.api.registry.Trees;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** No Pod is placed on a new Node before it reported that it is ready. */
@Component
final class TaintNodesByCondition implements AdmissionPlugin {

  private static final String NOT_READY = "node.kubernetes.io/not-ready";

  @Override
  public String name() {
    return "TaintNodesByCondition";
  }

  @Override
  public int order() {
    return 230;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode node = request.object();
    if (node == null || !request.creates("Node")) {
      return;
    }
    ObjectNode spec = Trees.child(node, "spec");
    boolean there =
        Trees.objects(spec, "taints").stream()
            .anyMatch(
                t ->
                    Trees.text(t, "key").equals(NOT_READY)
                        && Trees.text(t, "effect").equals("NoSchedule"));
    if (!there) {
      Trees.list(spec, "taints").addObject().put("key", NOT_READY).put("effect", "NoSchedule");
    }
  }
}
