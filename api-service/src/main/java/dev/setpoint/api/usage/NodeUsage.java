package dev.setpoint.api.usage;

import dev.setpoint.api.rest.ComputedResource;
import dev.setpoint.api.usage.ReportingNodes.Reporting;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code nodes.metrics.k8s.io}. */
@Component
final class NodeUsage implements ComputedResource {

  private final ReportingNodes nodes;
  private final AgentFigures figures;
  private final Clock clock;

  NodeUsage(ReportingNodes nodes, AgentFigures figures, Clock clock) {
    this.nodes = nodes;
    this.figures = figures;
    this.clock = clock;
  }

  @Override
  public ResourceType type() {
    return UsageKind.NODES.type();
  }

  @Override
  public ObjectNode get(ObjectKey key) {
    Reporting node = nodes.find(key.name());
    List<ObjectNode> found = node == null ? List.of() : metrics(Map.of(key.name(), node));
    if (found.isEmpty()) {
      throw UsageKind.NODES.none(key.name());
    }
    return found.getFirst();
  }

  @Override
  public List<ObjectNode> list(String namespace, Predicate<ObjectNode> wanted) {
    Map<String, Reporting> chosen = new LinkedHashMap<>();
    nodes
        .all()
        .forEach(
            (name, node) -> {
              if (wanted.test(node.node())) {
                chosen.put(name, node);
              }
            });
    return metrics(chosen);
  }

  private List<ObjectNode> metrics(Map<String, Reporting> chosen) {
    Map<String, ObjectNode> told = figures.of(chosen.keySet());
    List<ObjectNode> metrics = new ArrayList<>();
    chosen.forEach(
        (name, node) -> {
          JsonNode own = told.containsKey(name) ? told.get(name).path("node") : null;
          if (own != null && own.has("cpu")) {
            metrics.add(UsageTrees.node(node.node(), own, clock.instant()));
          }
        });
    return metrics;
  }
}
