package dev.setpoint.controller.replicaset;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The calls that change a ReplicaSet's Pods. */
final class PodControl {

  private static final Logger log = LoggerFactory.getLogger(PodControl.class);

  private final ApiClient api;

  PodControl(ApiClient api) {
    this.api = api;
  }

  /** The Pod that the set's template describes, under a name of our own choice. */
  static Pod podFor(ReplicaSet set, String name) {
    PodTemplateSpec template = set.getSpec().getTemplate();
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withGenerateName(set.getMetadata().getName() + "-")
        .withNamespace(set.getMetadata().getNamespace())
        .withLabels(template.getMetadata().getLabels())
        .withAnnotations(template.getMetadata().getAnnotations())
        .withFinalizers(template.getMetadata().getFinalizers())
        .withOwnerReferences(Owners.controllerReference(set))
        .endMetadata()
        .withSpec(template.getSpec())
        .build();
  }

  /** What came of a call whose answer may have been lost on its way. */
  enum Outcome {
    DONE,
    NOT_DONE,
    UNKNOWN
  }

  /**
   * What became of a create that failed with {@code failure}: a refusal is certain; of anything
   * else a look by name tells, if the API can be reached.
   */
  Outcome outcome(ObjectKey key, ReplicaSet owner, ApiException failure) {
    if (failure.code() < 500 && failure.reason() != StatusReason.AlreadyExists) {
      return Outcome.NOT_DONE;
    }
    return look(key, owner);
  }

  Outcome look(ObjectKey key, ReplicaSet owner) {
    try {
      Pod pod = api.find(Pod.class, key);
      return pod != null && Owners.isControlledBy(pod, owner) ? Outcome.DONE : Outcome.NOT_DONE;
    } catch (ApiException e) {
      log.debug("Whether Pod {} was created is unknown: {}", key, e.message());
      return Outcome.UNKNOWN;
    }
  }

  Pod create(Pod pod) {
    return api.create(pod);
  }

  void delete(Pod pod) {
    api.delete(pod, DeleteOptions.ofUid(pod.getMetadata().getUid()));
  }

  /** Makes the set the Pod's controller; null where the Pod is gone. */
  @Nullable Pod adopt(ReplicaSet set, Pod pod) {
    return patchOwners(pod, owner(Owners.controllerReference(set)));
  }

  /** Takes the set from the Pod's owners. */
  void release(ReplicaSet set, Pod pod) {
    ObjectNode owner = KubeJson.TREES.createObjectNode();
    owner.put("$patch", "delete").put("uid", set.getMetadata().getUid());
    patchOwners(pod, owner);
  }

  private static ObjectNode owner(OwnerReference reference) {
    return KubeJson.toTree(reference);
  }

  private @Nullable Pod patchOwners(Pod pod, ObjectNode owner) {
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", pod.getMetadata().getUid());
    metadata.putArray("ownerReferences").add(owner);
    try {
      return KubeJson.toTyped(
          api.patch(ResourceTypes.of(Pod.class), ObjectKey.of(pod), "", PatchType.STRATEGIC, patch),
          Pod.class);
    } catch (ApiException e) {
      // Gone, replaced under its name, or no longer an owner: nothing is left to do.
      if (List.of(404, 409, 422).contains(e.code())) {
        return null;
      }
      throw e;
    }
  }
}
