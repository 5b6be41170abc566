package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Nodes: hosts that run Pods. Their creator may set their status, being the host itself. */
@Component
final class NodeStrategy implements ResourceStrategy {

  private static final ResourceType TYPE = new ResourceType("", "v1", "nodes", "Node", false);

  private final TableLayout table;

  NodeStrategy(Schemas schemas) {
    table = NodeColumns.layout(schemas);
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("no");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.proxy("NodeProxyOptions"), Subresource.status("Node"));
  }

  @Override
  public void setDefaults(ObjectNode node) {
    ObjectNode spec = child(node, "spec");
    ObjectNode status = child(node, "status");
    for (String list : List.of("capacity", "allocatable")) {
      if (status.get(list) instanceof ObjectNode amounts) {
        ContainerDefaults.roundUpToMilli(amounts);
      }
    }
    if (!has(status, "allocatable") && has(status, "capacity")) {
      status.set("allocatable", status.path("capacity").deepCopy());
    }
    agreeOnPodCidr(spec);
  }

  /** {@code podCIDR} always says what {@code podCIDRs} begins with. */
  private static void agreeOnPodCidr(ObjectNode spec) {
    String one = text(spec, "podCIDR");
    List<String> all = texts(spec, "podCIDRs");
    if (one.isEmpty() && !all.isEmpty()) {
      spec.put("podCIDR", all.getFirst());
    } else if (!one.isEmpty() && (all.isEmpty() || !all.getFirst().equals(one))) {
      spec.putArray("podCIDRs").add(one);
    }
  }

  @Override
  public void prepareForCreate(ObjectNode node) {
    child(node, "spec").remove("configSource");
    child(node, "status").remove("config");
  }

  @Override
  public void validate(ObjectNode node, FieldErrors errors) {
    NodeRules.validate(node, errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode node, ObjectNode old) {
    copy(old, node, "status");
    if (!has(old, "spec", "configSource")) {
      child(node, "spec").remove("configSource");
    }
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode node, ObjectNode old, FieldErrors errors) {
    NodeRules.validateUpdate(node, old, errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode node, ObjectNode old) {
    copy(old, node, "spec");
    child(node, "status").remove("config");
  }

  @Override
  public void validateStatusUpdate(ObjectNode node, ObjectNode old, FieldErrors errors) {
    NodeRules.validateUpdate(node, old, errors);
  }

  @Override
  public Map<String, Function<ObjectNode, String>> selectableFields() {
    return Map.of(
        "spec.unschedulable", node -> String.valueOf(flag(node, "spec", "unschedulable")));
  }

  @Override
  public TableLayout table() {
    return table;
  }
}
