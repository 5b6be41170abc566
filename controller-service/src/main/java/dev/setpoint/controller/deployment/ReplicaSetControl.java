package dev.setpoint.controller.deployment;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.LabelSelectors;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The calls that change a Deployment's ReplicaSets, each only from the version that was seen. */
final class ReplicaSetControl {

  private final ApiClient api;
  private final EventRecorder events;

  ReplicaSetControl(ApiClient api, EventRecorder events) {
    this.api = api;
    this.events = events;
  }

  /** Sizes a set and notes what it was sized for; whether the size changed. */
  boolean scale(Deployment deployment, Scale scale) {
    ReplicaSet set = scale.set();
    int from = Numbers.replicas(set);
    Map<String, String> sizes = Annotations.sizes(deployment);
    if (from == scale.to() && Annotations.of(set).entrySet().containsAll(sizes.entrySet())) {
      return false;
    }
    ObjectNode patch = patch(set);
    ObjectNode annotations = ((ObjectNode) patch.get("metadata")).putObject("annotations");
    sizes.forEach(annotations::put);
    patch.putObject("spec").put("replicas", scale.to());
    send(set, patch);
    if (from == scale.to()) {
      return false;
    }
    events.event(
        deployment,
        EventRecorder.NORMAL,
        "ScalingReplicaSet",
        "Scaled %s replica set %s from %d to %d"
            .formatted(
                from < scale.to() ? "up" : "down", set.getMetadata().getName(), from, scale.to()));
    return true;
  }

  /** Whether any of the sets changed its size. */
  boolean scale(Deployment deployment, List<Scale> scales) {
    boolean changed = false;
    for (Scale scale : scales) {
      changed |= scale(deployment, scale);
    }
    return changed;
  }

  ReplicaSet annotate(ReplicaSet set, Map<String, String> annotations, int minReadySeconds) {
    ObjectNode patch = patch(set);
    ObjectNode target = ((ObjectNode) patch.get("metadata")).putObject("annotations");
    annotations.forEach(target::put);
    patch.putObject("spec").put("minReadySeconds", minReadySeconds);
    return send(set, patch);
  }

  void delete(ReplicaSet set) {
    try {
      api.delete(set, DeleteOptions.background(set.getMetadata().getUid()));
    } catch (ApiException e) {
      if (e.code() != 404) {
        throw e;
      }
    }
  }

  /** The sets that are the Deployment's, after taking in and letting go where due. */
  List<ReplicaSet> claim(Deployment deployment, List<ReplicaSet> candidates) {
    List<ReplicaSet> owned = new ArrayList<>();
    boolean going = Owners.isDeleting(deployment);
    for (ReplicaSet set : candidates) {
      OwnerReference controller = Owners.controllerOf(set);
      boolean matches =
          LabelSelectors.matches(deployment.getSpec().getSelector(), set.getMetadata().getLabels());
      if (controller == null) {
        if (matches && !going && !Owners.isDeleting(set) && mayAdopt(deployment)) {
          owned.add(owners(set, KubeJson.toTree(Owners.controllerReference(deployment))));
        }
      } else if (controller.getUid().equals(deployment.getMetadata().getUid())) {
        if (matches) {
          owned.add(set);
        } else if (!going) {
          ObjectNode reference = KubeJson.TREES.createObjectNode();
          reference.put("$patch", "delete").put("uid", controller.getUid());
          owners(set, reference);
        }
      }
    }
    return owned;
  }

  /** A Deployment that is gone or going must not adopt, even where the cache has not heard. */
  private boolean mayAdopt(Deployment deployment) {
    Deployment fresh = api.find(Deployment.class, ObjectKey.of(deployment));
    return fresh != null
        && fresh.getMetadata().getUid().equals(deployment.getMetadata().getUid())
        && !Owners.isDeleting(fresh);
  }

  private ReplicaSet owners(ReplicaSet set, ObjectNode reference) {
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", set.getMetadata().getUid());
    metadata.putArray("ownerReferences").add(reference);
    return api.patch(ReplicaSet.class, ObjectKey.of(set), PatchType.STRATEGIC, patch);
  }

  private static ObjectNode patch(ReplicaSet set) {
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    patch
        .putObject("metadata")
        .put("uid", set.getMetadata().getUid())
        .put("resourceVersion", set.getMetadata().getResourceVersion());
    return patch;
  }

  private ReplicaSet send(ReplicaSet set, ObjectNode patch) {
    return KubeJson.toTyped(
        api.patch(
            ResourceTypes.of(ReplicaSet.class), ObjectKey.of(set), "", PatchType.MERGE, patch),
        ReplicaSet.class);
  }
}
