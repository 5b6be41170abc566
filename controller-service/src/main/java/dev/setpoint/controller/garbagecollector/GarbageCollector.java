package dev.setpoint.controller.garbagecollector;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.client.Discovery;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Collects garbage over all kinds, after Kubernetes' pkg/controller/garbagecollector. Keys are
 * uids; the graph says where to look, and the API itself is asked before anything is deleted.
 */
@Component
final class GarbageCollector implements Controller {

  private static final ObjectKey KINDS = new ObjectKey("", "kinds");
  private static final Duration LOOK_FOR_KINDS = Duration.ofSeconds(30);
  private static final Duration WAIT_FOR_SYNC = Duration.ofMillis(200);

  private final ApiClient api;
  private final Discovery discovery;
  private final OwnerGraph graph = new OwnerGraph();
  private final GraphFeeder feeder;
  private final OwnerLookup owners;
  private volatile @Nullable KeyQueue queue;

  GarbageCollector(Informers informers, ApiClient api) {
    this.api = api;
    this.discovery = new Discovery(api);
    this.feeder = new GraphFeeder(informers, graph);
    this.owners = new OwnerLookup(api, discovery);
  }

  @Override
  public String name() {
    return "garbage-collector-controller";
  }

  /** None by type: the kinds are found at run time. */
  @Override
  public List<Watch<?>> watches() {
    return List.of();
  }

  @Override
  public void started(KeyQueue queue) {
    this.queue = queue;
    queue.add(KINDS);
  }

  @Override
  public void stopped() {
    queue = null;
    feeder.stop();
  }

  @Override
  public Result reconcile(ObjectKey key) {
    KeyQueue to = queue;
    if (to == null) {
      return Result.done();
    }
    if (key.equals(KINDS)) {
      feeder.follow(discovery.refresh(), to);
      return Result.requeueAfter(LOOK_FOR_KINDS);
    }
    if (!feeder.synced()) {
      return Result.requeueAfter(WAIT_FOR_SYNC);
    }
    GraphNode node = graph.get(key.name());
    if (node == null) {
      return Result.done();
    }
    if (node.orphansDependents()) {
      return orphan(node);
    }
    if (node.deletesDependents()) {
      return awaitDependents(node, to);
    }
    return node.deleting() ? Result.done() : collect(node);
  }

  /** Takes a going owner from its dependents' references, then lets it go. */
  private Result orphan(GraphNode owner) {
    for (GraphNode dependent : graph.dependents(owner.uid())) {
      if (dependent.isOwnedBy(owner.uid())) {
        dropReferences(dependent, Set.of(owner.uid()));
      }
    }
    removeFinalizer(owner, GraphNode.ORPHAN);
    return Result.done();
  }

  /** Lets a going owner go once nothing that blocks it is left. */
  private Result awaitDependents(GraphNode owner, KeyQueue to) {
    List<GraphNode> dependents = graph.dependents(owner.uid());
    if (dependents.stream().noneMatch(dependent -> dependent.blocks(owner.uid()))) {
      removeFinalizer(owner, GraphNode.FOREGROUND);
      return Result.done();
    }
    for (GraphNode dependent : dependents) {
      if (!dependent.deleting()) {
        to.add(new ObjectKey("", dependent.uid()));
      }
    }
    return Result.done(); // the last dependent's end brings us back
  }

  private Result collect(GraphNode cached) {
    ObjectNode live = api.find(cached.type(), cached.key());
    if (live == null || !OwnerLookup.uid(live).equals(cached.uid())) {
      return Result.done(); // the cache will hear of it
    }
    GraphNode node = fresh(cached, live);
    if (node.deleting()) {
      return Result.done();
    }
    List<OwnerState> states =
        node.owners().stream().map(o -> owners.state(node.key().namespace(), o)).toList();
    switch (CollectionPlan.of(node, states, graph.dependents(node.uid()))) {
      case CollectionPlan.Keep() -> {}
      case CollectionPlan.DropReferences(List<String> uids) ->
          dropReferences(node, Set.copyOf(uids));
      case CollectionPlan.Delete(String propagation, boolean unblock) -> {
        if (unblock) {
          unblock(node);
        }
        delete(node, live, propagation, unblock);
      }
    }
    return Result.done();
  }

  private static GraphNode fresh(GraphNode cached, ObjectNode live) {
    return GraphNode.of(
        cached.type(),
        KubeJson.toTyped(live, io.fabric8.kubernetes.api.model.GenericKubernetesResource.class));
  }

  /** Only as seen: were an owner added meanwhile, the deletion would have to be reconsidered. */
  private void delete(GraphNode node, ObjectNode live, String propagation, boolean unblocked) {
    String version = live.path("metadata").path("resourceVersion").asString();
    try {
      api.delete(
          node.type(),
          node.key(),
          new DeleteOptions(null, propagation, node.uid(), unblocked ? null : version));
    } catch (ApiException e) {
      if (e.reason() != StatusReason.NotFound) {
        throw e;
      }
    }
  }

  private void dropReferences(GraphNode node, Set<String> uids) {
    editOwners(
        node,
        references -> {
          ArrayNode kept = KubeJson.TREES.createArrayNode();
          references.forEach(
              reference -> {
                if (!uids.contains(reference.path("uid").asString())) {
                  kept.add(reference);
                }
              });
          return kept;
        });
  }

  private void unblock(GraphNode node) {
    editOwners(
        node,
        references -> {
          ArrayNode changed = KubeJson.TREES.createArrayNode();
          references.forEach(
              reference -> {
                ObjectNode copy = (ObjectNode) reference.deepCopy();
                if (copy.has("blockOwnerDeletion")) {
                  copy.put("blockOwnerDeletion", false);
                }
                changed.add(copy);
              });
          return changed;
        });
  }

  private interface Edit {
    ArrayNode apply(JsonNode references);
  }

  private void editOwners(GraphNode node, Edit edit) {
    ObjectNode live = api.find(node.type(), node.key());
    if (live == null || !OwnerLookup.uid(live).equals(node.uid())) {
      return;
    }
    JsonNode before = live.path("metadata").path("ownerReferences");
    ArrayNode after = edit.apply(before);
    if (!after.equals(before) && !(after.isEmpty() && before.isEmpty())) {
      patchMetadata(node, live, "ownerReferences", after);
    }
  }

  private void removeFinalizer(GraphNode node, String finalizer) {
    ObjectNode live = api.find(node.type(), node.key());
    if (live == null || !OwnerLookup.uid(live).equals(node.uid())) {
      return;
    }
    ArrayNode kept = KubeJson.TREES.createArrayNode();
    boolean found = false;
    for (JsonNode each : live.path("metadata").path("finalizers")) {
      if (each.asString().equals(finalizer)) {
        found = true;
      } else {
        kept.add(each);
      }
    }
    if (found) {
      patchMetadata(node, live, "finalizers", kept);
    }
  }

  /** Replaces one list of the metadata, provided that the object is still as it was read. */
  private void patchMetadata(GraphNode node, ObjectNode live, String field, ArrayNode value) {
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", node.uid());
    metadata.set("resourceVersion", live.path("metadata").path("resourceVersion"));
    if (value.isEmpty()) {
      metadata.putNull(field);
    } else {
      metadata.set(field, value);
    }
    try {
      api.patch(node.type(), node.key(), "", PatchType.MERGE, patch);
    } catch (ApiException e) {
      if (e.reason() != StatusReason.NotFound) {
        throw e;
      }
    }
  }
}
