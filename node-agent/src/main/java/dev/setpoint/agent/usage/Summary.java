package dev.setpoint.agent.usage;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.usage.UsageSampler.Measured;
import dev.setpoint.common.json.KubeJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes figures as kubelet's stats/summary, with the window of each rate added. A Pod of which a
 * running container has no figures yet is left out: a part would pass for the whole.
 */
final class Summary {

  private Summary() {}

  static byte[] of(String nodeName, @Nullable Figures node, List<Measured> containers) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    ObjectNode self = out.putObject("node").put("nodeName", nodeName);
    if (node != null) {
      write(self, node);
    }
    Map<String, List<Measured>> byPod = new LinkedHashMap<>();
    for (Measured each : containers) {
      byPod
          .computeIfAbsent(each.container().label(Labels.POD_UID), uid -> new ArrayList<>())
          .add(each);
    }
    ArrayNode pods = out.putArray("pods");
    for (List<Measured> pod : byPod.values()) {
      if (pod.stream().allMatch(each -> each.figures() != null)) {
        pod(pods.addObject(), pod);
      }
    }
    return KubeJson.write(out);
  }

  private static void pod(ObjectNode out, List<Measured> containers) {
    ContainerState first = containers.getFirst().container();
    out.putObject("podRef")
        .put("name", first.label(Labels.POD_NAME))
        .put("namespace", first.label(Labels.POD_NAMESPACE))
        .put("uid", first.label(Labels.POD_UID));
    ArrayNode list = out.putArray("containers");
    for (Measured each : containers) {
      if (each.figures() != null) {
        write(
            list.addObject().put("name", each.container().label(Labels.CONTAINER)), each.figures());
      }
    }
  }

  private static void write(ObjectNode out, Figures figures) {
    String time = figures.at().toString();
    out.putObject("cpu")
        .put("time", time)
        .put("usageNanoCores", figures.nanoCores())
        .put("usageCoreNanoSeconds", figures.cpuNanos())
        .put("windowMillis", figures.window().toMillis());
    out.putObject("memory").put("time", time).put("workingSetBytes", figures.workingSet());
  }
}
