package dev.setpoint.common.workload;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The calls that change the Pods of an owner. */
public final class PodControl {

  private static final Logger log = LoggerFactory.getLogger(PodControl.class);

  private final ApiClient api;

  public PodControl(ApiClient api) {
    this.api = api;
  }

  /** The Pod that an owner's template describes, under a name of our own choice. */
  public static PodBuilder podFor(HasMetadata owner, PodTemplateSpec template, String name) {
    ObjectMeta metadata = template.getMetadata();
    ObjectMeta said = metadata == null ? new ObjectMeta() : metadata;
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(owner.getMetadata().getNamespace())
        .withLabels(said.getLabels())
        .withAnnotations(said.getAnnotations())
        .withFinalizers(said.getFinalizers())
        .withOwnerReferences(Owners.controllerReference(owner))
        .endMetadata()
        .withSpec(template.getSpec());
  }

  /** What came of a call whose answer may have been lost on its way. */
  public enum Outcome {
    DONE,
    NOT_DONE,
    UNKNOWN
  }

  /**
   * What became of a create that failed with {@code failure}: a refusal is certain; of anything
   * else a look by name tells, if the API can be reached.
   */
  public Outcome outcome(ObjectKey key, HasMetadata owner, ApiException failure) {
    if (failure.code() < 500 && failure.reason() != StatusReason.AlreadyExists) {
      return Outcome.NOT_DONE;
    }
    return look(key, owner);
  }

  public Outcome look(ObjectKey key, HasMetadata owner) {
    try {
      Pod pod = api.find(Pod.class, key);
      return pod != null && Owners.isControlledBy(pod, owner) ? Outcome.DONE : Outcome.NOT_DONE;
    } catch (ApiException e) {
      log.debug("Whether Pod {} was created is unknown: {}", key, e.message());
      return Outcome.UNKNOWN;
    }
  }

  public Pod create(Pod pod) {
    return api.create(pod);
  }

  public void delete(Pod pod) {
    api.delete(pod, DeleteOptions.ofUid(pod.getMetadata().getUid()));
  }

  /** Makes the owner the Pod's controller; null where the Pod is gone. */
  public @Nullable Pod adopt(HasMetadata owner, Pod pod) {
    return patchOwners(pod, KubeJson.toTree(Owners.controllerReference(owner)));
  }

  /** Takes the owner from the Pod's owners. */
  public void release(HasMetadata owner, Pod pod) {
    ObjectNode reference = KubeJson.TREES.createObjectNode();
    reference.put("$patch", "delete").put("uid", owner.getMetadata().getUid());
    patchOwners(pod, reference);
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
