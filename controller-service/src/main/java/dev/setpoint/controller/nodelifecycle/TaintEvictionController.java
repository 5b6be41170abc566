package dev.setpoint.controller.nodelifecycle;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.events.EventWriter;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Deletes Pods from Nodes whose NoExecute taints they do not tolerate, or not any longer. */
@Component
final class TaintEvictionController implements Controller {

  private static final String BY_NODE = "taint-eviction-controller/node";

  private final Store<Node> nodes;
  private final Store<Pod> pods;
  private final ApiClient api;
  private final EventRecorder events;
  private final Clock clock;

  /** Since when a Pod (by uid) has been under taints that it tolerates for a time only. */
  private final Map<String, Instant> counting = new ConcurrentHashMap<>();

  TaintEvictionController(Informers informers, ApiClient api, EventWriter events, Clock clock) {
    this.nodes = informers.informer(Node.class).store();
    this.pods = informers.informer(Pod.class).store();
    this.pods.addIndex(
        BY_NODE,
        pod -> {
          String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
          return node == null || node.isEmpty() ? List.of() : List.of(node);
        });
    this.api = api;
    this.events = events.recorder(name());
    this.clock = clock;
  }

  @Override
  public String name() {
    return "taint-eviction-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        new Watch<>(Node.class, this::nodeChanged), new Watch<>(Pod.class, this::podChanged));
  }

  @Override
  public void stopped() {
    counting.clear();
  }

  private void nodeChanged(@Nullable Node before, @Nullable Node after, KeyQueue queue) {
    if (after == null) {
      return;
    }
    List<Taint> taints = Taints.noExecute(after);
    if (before == null ? !taints.isEmpty() : !taints.equals(Taints.noExecute(before))) {
      for (Pod pod : pods.byIndex(BY_NODE, after.getMetadata().getName())) {
        queue.add(ObjectKey.of(pod));
      }
    }
  }

  private void podChanged(@Nullable Pod before, @Nullable Pod after, KeyQueue queue) {
    if (after == null) {
      if (before != null) {
        counting.remove(before.getMetadata().getUid());
      }
    } else if (after.getSpec().getNodeName() != null
        && (before == null
            || before.getSpec().getNodeName() == null
            || !before.getSpec().getTolerations().equals(after.getSpec().getTolerations()))) {
      queue.add(ObjectKey.of(after));
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Pod pod = pods.get(key);
    if (pod == null || Owners.isDeleting(pod) || pod.getSpec().getNodeName() == null) {
      return Result.done();
    }
    String uid = pod.getMetadata().getUid();
    Node node = nodes.get("", pod.getSpec().getNodeName());
    List<Taint> taints = node == null ? List.of() : Taints.noExecute(node);
    Optional<Duration> patience =
        taints.isEmpty()
            ? Optional.empty()
            : Taints.patience(taints, pod.getSpec().getTolerations());
    if (patience.isEmpty()) {
      if (counting.remove(uid) != null) {
        events.event(
            pod, EventRecorder.NORMAL, "TaintManagerEviction", "Cancelling deletion of Pod " + key);
      }
      return Result.done();
    }
    Instant now = clock.instant();
    Instant since = counting.computeIfAbsent(uid, u -> now);
    Duration left = Duration.between(now, since.plus(patience.get()));
    if (left.isPositive()) {
      return Result.requeueAfter(left);
    }
    evict(key, pod, now);
    counting.remove(uid);
    return Result.done();
  }

  private void evict(ObjectKey key, Pod pod, Instant now) {
    events.event(
        pod, EventRecorder.NORMAL, "TaintManagerEviction", "Marking for deletion Pod " + key);
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
    patch
        .putObject("status")
        .putArray("conditions")
        .addObject()
        .put("type", "DisruptionTarget")
        .put("status", "True")
        .put("reason", "DeletionByTaintManager")
        .put("message", "Taint manager: deleting due to NoExecute taint")
        .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    try {
      api.patch(ResourceTypes.of(Pod.class), key, "status", PatchType.STRATEGIC, patch);
      api.delete(pod, DeleteOptions.ofUid(pod.getMetadata().getUid()));
    } catch (ApiException e) {
      if (e.reason() != StatusReason.NotFound && e.reason() != StatusReason.Conflict) {
        throw e;
      }
    }
  }
}
