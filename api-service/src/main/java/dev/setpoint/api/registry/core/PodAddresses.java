package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The old single fields {@code podIP} and {@code hostIP} always say what their lists begin with.
 * Where they differ, {@code podIP} wins: an old client wrote only that.
 */
final class PodAddresses {

  private PodAddresses() {}

  static void agree(ObjectNode status) {
    agree(status, "podIP", "podIPs");
  }

  private static void agree(ObjectNode status, String single, String list) {
    String one = text(status, single);
    List<ObjectNode> all = objects(status, list);
    if (one.isEmpty() && !all.isEmpty()) {
      status.put(single, text(all.getFirst(), "ip"));
    } else if (!one.isEmpty() && (all.isEmpty() || !text(all.getFirst(), "ip").equals(one))) {
      status.putArray(list).addObject().put("ip", one);
    }
  }
}
