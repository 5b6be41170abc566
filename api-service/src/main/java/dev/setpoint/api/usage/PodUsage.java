package dev.setpoint.api.usage;

import dev.setpoint.api.agent.Agents;
import dev.setpoint.api.rest.ComputedResource;
import dev.setpoint.api.watch.CachedObject;
import dev.setpoint.api.watch.WatchHub;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods.metrics.k8s.io}: running Pods of which every running container has figures. */
@Component
final class PodUsage implements ComputedResource {

  private final WatchHub hub;
  private final AgentFigures figures;
  private final Clock clock;

  PodUsage(WatchHub hub, AgentFigures figures, Clock clock) {
    this.hub = hub;
    this.figures = figures;
    this.clock = clock;
  }

  @Override
  public ResourceType type() {
    return UsageKind.PODS.type();
  }

  @Override
  public ObjectNode get(ObjectKey key) {
    ObjectNode pod =
        hub.find(Agents.PODS, key)
            .map(CachedObject::tree)
            .orElseThrow(() -> ApiException.notFound(Agents.PODS, key.name()));
    List<ObjectNode> found = metrics(List.of(pod));
    if (found.isEmpty()) {
      throw UsageKind.PODS.none(key.toString());
    }
    return found.getFirst();
  }

  @Override
  public List<ObjectNode> list(String namespace, Predicate<ObjectNode> wanted) {
    WatchHub.Snapshot all =
        namespace.isEmpty() ? hub.snapshot(Agents.PODS) : hub.snapshot(Agents.PODS, namespace);
    return metrics(all.objects().stream().map(CachedObject::tree).filter(wanted).toList());
  }

  private List<ObjectNode> metrics(List<ObjectNode> pods) {
    List<ObjectNode> running =
        pods.stream()
            .filter(pod -> pod.at("/status/phase").asString("").equals("Running"))
            .toList();
    Set<String> nodes = new HashSet<>();
    running.forEach(pod -> nodes.add(pod.at("/spec/nodeName").asString("")));
    Map<String, JsonNode> byUid = new HashMap<>();
    for (ObjectNode summary : figures.of(nodes).values()) {
      for (JsonNode each : summary.path("pods")) {
        byUid.put(each.at("/podRef/uid").asString(""), each);
      }
    }
    List<ObjectNode> metrics = new ArrayList<>();
    for (ObjectNode pod : running) {
      JsonNode told = byUid.get(pod.at("/metadata/uid").asString(""));
      if (told != null) {
        metrics.add(UsageTrees.pod(pod, told, clock.instant()));
      }
    }
    return metrics;
  }
}
