package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.volume.VolumeBindings;
import dev.setpoint.scheduler.volume.VolumeWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import tools.jackson.databind.node.ObjectNode;

/** VolumeWriter over REST; each write counts only for the version that was decided on. */
final class RestVolumeWriter implements VolumeWriter {

  private final ApiClient api;

  RestVolumeWriter(ApiClient api) {
    this.api = api;
  }

  @Override
  public void reserve(PersistentVolume volume, PersistentVolumeClaim claim) {
    ObjectNode patch = annotated(volume, VolumeBindings.BOUND_BY_CONTROLLER, "yes");
    patch
        .putObject("spec")
        .putObject("claimRef")
        .put("apiVersion", "v1")
        .put("kind", "PersistentVolumeClaim")
        .put("namespace", claim.getMetadata().getNamespace())
        .put("name", claim.getMetadata().getName())
        .put("uid", claim.getMetadata().getUid());
    api.patch(PersistentVolume.class, ObjectKey.of(volume), PatchType.MERGE, patch);
  }

  @Override
  public void selectNode(PersistentVolumeClaim claim, String node) {
    api.patch(
        PersistentVolumeClaim.class,
        ObjectKey.of(claim),
        PatchType.MERGE,
        annotated(claim, VolumeBindings.SELECTED_NODE, node));
  }

  private static ObjectNode annotated(HasMetadata object, String annotation, String value) {
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("resourceVersion", object.getMetadata().getResourceVersion());
    metadata.putObject("annotations").put(annotation, value);
    return patch;
  }
}
