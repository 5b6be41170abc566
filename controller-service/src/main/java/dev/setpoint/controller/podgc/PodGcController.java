package dev.setpoint.controller.podgc;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Looks through all Pods now and then, and removes those that are left over. */
@Component
final class PodGcController implements Controller {

  private static final ObjectKey ROUND = new ObjectKey("", "round");

  private final Store<Pod> pods;
  private final Store<Node> nodes;
  private final ApiClient api;
  private final PodGcProperties properties;
  private final Clock clock;

  /** Since when a Node that Pods name has been missing; used by the one worker only. */
  private final Map<String, Instant> missingSince = new HashMap<>();

  PodGcController(Informers informers, ApiClient api, PodGcProperties properties, Clock clock) {
    this.pods = informers.informer(Pod.class).store();
    this.nodes = informers.informer(Node.class).store();
    this.api = api;
    this.properties = properties;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "pod-garbage-collector-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        new Watch<>(Pod.class, (before, after, queue) -> {}),
        new Watch<>(Node.class, (before, after, queue) -> {}));
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public void started(KeyQueue queue) {
    queue.add(ROUND);
  }

  @Override
  public void stopped() {
    missingSince.clear();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    List<Pod> all = pods.list();
    Map<String, Node> byName = new HashMap<>();
    nodes.list().forEach(node -> byName.put(node.getMetadata().getName(), node));
    Set<String> missing = missing(all, byName);
    for (PodGcPlan.Removal removal :
        PodGcPlan.of(all, byName, missing, properties.terminatedThreshold())) {
      remove(removal);
    }
    return Result.requeueAfter(properties.period());
  }

  /** Nodes that have been missing for long enough, by the cache and by the API itself. */
  private Set<String> missing(List<Pod> all, Map<String, Node> byName) {
    Instant now = clock.instant();
    Set<String> named = new HashSet<>();
    for (Pod pod : all) {
      String node = PodGcPlan.node(pod);
      if (!node.isEmpty() && !byName.containsKey(node)) {
        named.add(node);
      }
    }
    missingSince.keySet().retainAll(named);
    Set<String> missing = new HashSet<>();
    for (String node : named) {
      Instant since = missingSince.computeIfAbsent(node, n -> now);
      if (!since.plus(properties.quarantine()).isAfter(now)
          && api.find(ResourceTypes.of(Node.class), new ObjectKey("", node)) == null) {
        missing.add(node);
      }
    }
    return missing;
  }

  private void remove(PodGcPlan.Removal removal) {
    Pod pod = removal.pod();
    try {
      if (!PodStates.isTerminal(pod)) {
        api.patch(
            ResourceTypes.of(Pod.class),
            ObjectKey.of(pod),
            "status",
            PatchType.STRATEGIC,
            failed(removal));
      }
      api.delete(pod, DeleteOptions.ofUid(pod.getMetadata().getUid()).withGracePeriod(0));
    } catch (ApiException e) {
      if (e.code() != 404 && e.code() != 409) { // gone, or another under its name
        throw e;
      }
    }
  }

  private ObjectNode failed(PodGcPlan.Removal removal) {
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    patch.putObject("metadata").put("uid", removal.pod().getMetadata().getUid());
    ObjectNode status = patch.putObject("status").put("phase", "Failed");
    if (!removal.disruption().isEmpty()) {
      status
          .putArray("conditions")
          .addObject()
          .put("type", "DisruptionTarget")
          .put("status", "True")
          .put("reason", "DeletionByPodGC")
          .put("message", removal.disruption())
          .put("lastTransitionTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    return patch;
  }
}
