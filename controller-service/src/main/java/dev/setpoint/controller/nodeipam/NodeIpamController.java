package dev.setpoint.controller.nodeipam;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sets each Node's {@code spec.podCIDRs}, once and for its life. One worker, and a range is noted
 * before it is written: after a lost answer the Node gets the same one.
 */
@Component
final class NodeIpamController implements Controller {

  private final Store<Node> nodes;
  private final ApiClient api;
  private final EventRecorder events;
  private final NodeIpamProperties properties;
  private @Nullable NodeRanges given;

  NodeIpamController(
      Informers informers, ApiClient api, EventWriter events, NodeIpamProperties properties) {
    this.nodes = informers.informer(Node.class).store();
    this.api = api;
    this.events = events.recorder("cidrAllocator");
    this.properties = properties;
  }

  @Override
  public String name() {
    return "node-ipam-controller";
  }

  @Override
  public boolean runsByDefault() {
    return !properties.clusterCidrs().isEmpty();
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(Watch.own(Node.class));
  }

  @Override
  public int workers() {
    return 1;
  }

  /**
   * What another leader gave before is in the cache, which is complete when the first key comes.
   */
  private NodeRanges ranges() {
    if (given == null) {
      NodeRanges ranges = new NodeRanges(properties);
      nodes.list().forEach(node -> ranges.keep(node.getMetadata().getName(), podCidrs(node)));
      given = ranges;
    }
    return given;
  }

  @Override
  public void stopped() {
    given = null;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    NodeRanges ranges = ranges();
    Node node = nodes.get(key);
    if (node == null) {
      ranges.forget(key.name());
      return Result.done();
    }
    if (!podCidrs(node).isEmpty()) {
      ranges.keep(key.name(), podCidrs(node));
      return Result.done();
    }
    if (Owners.isDeleting(node)) {
      return Result.done();
    }
    Optional<List<String>> assigned = ranges.assign(key.name());
    if (assigned.isEmpty()) {
      events.event(
          node,
          EventRecorder.NORMAL,
          "CIDRNotAvailable",
          "Node " + key.name() + " status is now: CIDRNotAvailable");
      return Result.retry("no range is left for Node " + key.name());
    }
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    ObjectNode spec = patch.putObject("spec").put("podCIDR", assigned.get().getFirst());
    ArrayNode all = spec.putArray("podCIDRs");
    assigned.get().forEach(all::add);
    api.patch(Node.class, key, PatchType.STRATEGIC, patch);
    return Result.done();
  }

  private static List<String> podCidrs(Node node) {
    if (node.getSpec() == null) {
      return List.of();
    }
    List<String> all = node.getSpec().getPodCIDRs();
    if (all != null && !all.isEmpty()) {
      return all;
    }
    String one = node.getSpec().getPodCIDR();
    return one == null || one.isEmpty() ? List.of() : List.of(one);
  }
}
