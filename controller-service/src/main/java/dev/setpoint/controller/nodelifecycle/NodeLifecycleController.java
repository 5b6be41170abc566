package dev.setpoint.controller.nodelifecycle;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Watches over Nodes: one that falls silent becomes Unknown, one that is not ready gets the taints
 * that keep Pods off and, at a limited rate, send them away; one that returns loses them at once.
 */
@Component
final class NodeLifecycleController implements Controller {

  private static final String BY_NODE = "node-lifecycle-controller/node";
  private static final String LEASES = "kube-node-lease";

  private final Store<Node> nodes;
  private final Store<Lease> leases;
  private final Store<Pod> pods;
  private final ApiClient api;
  private final EventRecorder events;
  private final NodeLifecycleProperties properties;
  private final Clock clock;
  private final EvictionLimiter limiter;
  private final Map<String, NodeHealth> health = new ConcurrentHashMap<>();
  private final Map<String, String> lastReady = new ConcurrentHashMap<>();

  NodeLifecycleController(
      Informers informers,
      ApiClient api,
      EventWriter events,
      NodeLifecycleProperties properties,
      Clock clock) {
    this.nodes = informers.informer(Node.class).store();
    this.leases = informers.informer(Lease.class).store();
    this.pods = informers.informer(Pod.class).store();
    this.pods.addIndex(
        BY_NODE,
        pod -> {
          String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
          return node == null || node.isEmpty() ? List.of() : List.of(node);
        });
    this.api = api;
    this.events = events.recorder("node-controller");
    this.properties = properties;
    this.clock = clock;
    this.limiter = new EvictionLimiter(properties);
  }

  @Override
  public String name() {
    return "node-lifecycle-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        new Watch<>(Node.class, this::nodeChanged),
        new Watch<>(Lease.class, (before, after, queue) -> {}),
        new Watch<>(Pod.class, this::podChanged));
  }

  @Override
  public void stopped() {
    health.clear();
    lastReady.clear();
  }

  private void nodeChanged(@Nullable Node before, @Nullable Node after, KeyQueue queue) {
    Node node = after == null ? Objects.requireNonNull(before) : after;
    queue.add(ObjectKey.of(node));
  }

  /** A Pod that comes to a Node which is down must not be taken for ready. */
  private void podChanged(@Nullable Pod before, @Nullable Pod after, KeyQueue queue) {
    if (after != null && after.getSpec() != null && after.getSpec().getNodeName() != null) {
      boolean arrived = before == null || before.getSpec().getNodeName() == null;
      boolean becameReady = before != null && !PodStates.isReady(before);
      if ((arrived || becameReady) && PodStates.isReady(after)) {
        queue.add(new ObjectKey("", after.getSpec().getNodeName()));
      }
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    String name = key.name();
    Node node = nodes.get(key);
    if (node == null) {
      health.remove(name);
      lastReady.remove(name);
      return Result.done();
    }
    Instant now = clock.instant();
    NodeHealth seen = observe(node, now);
    boolean reports = NodeHealth.condition(node, "Ready") != null;
    Duration grace = reports ? properties.monitorGracePeriod() : properties.startupGracePeriod();
    if (seen.silentFor(grace, now)) {
      node = declareUnknown(node, now);
    }
    if (NodeHealth.condition(node, "Ready") != null) {
      follow(node, now);
    } else {
      taint(node, Taints.scheduling(node, now));
    }
    return Result.requeueAfter(properties.monitorPeriod());
  }

  private NodeHealth observe(Node node, Instant now) {
    String name = node.getMetadata().getName();
    Lease lease = leases.get(LEASES, name);
    String renewed =
        lease == null || lease.getSpec() == null
            ? null
            : String.valueOf(lease.getSpec().getRenewTime());
    NodeHealth seen = NodeHealth.observe(health.get(name), node, renewed, now);
    health.put(name, seen);
    return seen;
  }

  private Node declareUnknown(Node node, Instant now) {
    List<NodeCondition> conditions = NodeHealth.unknown(node, now);
    if (conditions.equals(NodeHealth.conditions(node))) {
      return node;
    }
    return api.updateStatus(
        new NodeBuilder(node).editOrNewStatus().withConditions(conditions).endStatus().build());
  }

  private void follow(Node node, Instant now) {
    String name = node.getMetadata().getName();
    String ready = NodeHealth.ready(node);
    boolean allDown = limiter.observe(count("True"), nodes.list().size() - count("True"));
    List<Taint> taints = Taints.scheduling(node, now);
    String key = Taints.readinessKey(ready);
    boolean mayEvict = key == null || Taints.evicts(node) || (!allDown && limiter.tryTake(now));
    if (mayEvict) {
      taints = Taints.evicting(taints, key, now);
    }
    taint(node, taints);
    String before = lastReady.put(name, ready);
    if (!ready.equals("True")) {
      if ("True".equals(before)) {
        events.event(
            node,
            EventRecorder.NORMAL,
            "NodeNotReady",
            "Node " + name + " status is now: NodeNotReady");
      }
      markPodsNotReady(name, now);
    }
  }

  private int count(String ready) {
    return (int) nodes.list().stream().filter(n -> NodeHealth.ready(n).equals(ready)).count();
  }

  private void taint(Node node, List<Taint> taints) {
    if (taints.equals(Taints.of(node))) {
      return;
    }
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    patch.putObject("metadata").put("resourceVersion", node.getMetadata().getResourceVersion());
    ObjectNode spec = patch.putObject("spec");
    if (taints.isEmpty()) {
      spec.putNull("taints");
    } else {
      ArrayNode list = spec.putArray("taints");
      taints.forEach(taint -> list.add(KubeJson.toTree(taint)));
    }
    api.patch(ResourceTypes.of(Node.class), ObjectKey.of(node), "", PatchType.MERGE, patch);
  }

  /** Nobody is there to say so any more, so we do: Services must not send traffic to them. */
  private void markPodsNotReady(String node, Instant now) {
    for (Pod pod : pods.byIndex(BY_NODE, node)) {
      PodCondition ready = PodStates.condition(pod, "Ready");
      if (ready == null || "False".equals(ready.getStatus())) {
        continue;
      }
      ObjectNode patch = KubeJson.TREES.createObjectNode();
      patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
      patch
          .putObject("status")
          .putArray("conditions")
          .addObject()
          .put("type", "Ready")
          .put("status", "False")
          .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
      try {
        api.patch(
            ResourceTypes.of(Pod.class), ObjectKey.of(pod), "status", PatchType.STRATEGIC, patch);
        events.event(pod, EventRecorder.WARNING, "NodeNotReady", "Node is not ready");
      } catch (ApiException e) {
        if (e.code() != 404 && e.code() != 409) { // gone, or another under its name
          throw e;
        }
      }
    }
  }
}
