package dev.setpoint.controller.volumebinder;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.volume.VolumeBindings;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatusBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeStatusBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes bindings: first the volume, then the claim, each step only where it is missing. A volume
 * that is taken is never given to a second claim, since its first write must find it as it was
 * read.
 */
final class BindingWriter {

  private static final String YES = "yes";
  private static final List<String> PROVISIONER =
      List.of(
          "volume.beta.kubernetes.io/storage-provisioner",
          "volume.kubernetes.io/storage-provisioner");

  private final ApiClient api;

  BindingWriter(ApiClient api) {
    this.api = api;
  }

  void bind(PersistentVolume volume, PersistentVolumeClaim claim) {
    PersistentVolume taken = phase(take(volume, claim), "Bound", null);
    complete(claim, taken);
  }

  private PersistentVolume take(PersistentVolume volume, PersistentVolumeClaim claim) {
    if (VolumeBindings.isBoundTo(volume, claim)) {
      return volume;
    }
    Map<String, String> annotations = annotations(volume.getMetadata().getAnnotations());
    if (!VolumeBindings.isFor(volume, claim)) {
      annotations.put(VolumeBindings.BOUND_BY_CONTROLLER, YES);
    }
    return api.update(
        new PersistentVolumeBuilder(volume)
            .editMetadata()
            .withAnnotations(annotations)
            .endMetadata()
            .editSpec()
            .withClaimRef(reference(claim))
            .endSpec()
            .build());
  }

  private static ObjectReference reference(PersistentVolumeClaim claim) {
    return new ObjectReferenceBuilder()
        .withApiVersion(claim.getApiVersion())
        .withKind(claim.getKind())
        .withNamespace(claim.getMetadata().getNamespace())
        .withName(claim.getMetadata().getName())
        .withUid(claim.getMetadata().getUid())
        .withResourceVersion(claim.getMetadata().getResourceVersion())
        .build();
  }

  private void complete(PersistentVolumeClaim claim, PersistentVolume volume) {
    String name = volume.getMetadata().getName();
    Map<String, String> annotations = annotations(claim.getMetadata().getAnnotations());
    boolean chosen = name.equals(VolumeBindings.volumeName(claim));
    if (!chosen) {
      annotations.put(VolumeBindings.BOUND_BY_CONTROLLER, YES);
    }
    annotations.put(VolumeBindings.BIND_COMPLETED, YES);
    PersistentVolumeClaim bound = claim;
    if (!chosen || !annotations.equals(claim.getMetadata().getAnnotations())) {
      bound =
          api.update(
              new PersistentVolumeClaimBuilder(claim)
                  .editMetadata()
                  .withAnnotations(annotations)
                  .endMetadata()
                  .editSpec()
                  .withVolumeName(name)
                  .endSpec()
                  .build());
    }
    status(bound, "Bound", volume);
  }

  /**
   * @param volume whose capacity and access the claim now has; null takes both away
   */
  PersistentVolumeClaim status(
      PersistentVolumeClaim claim, String phase, @Nullable PersistentVolume volume) {
    var before = claim.getStatus();
    var status =
        before == null
            ? new PersistentVolumeClaimStatusBuilder()
            : new PersistentVolumeClaimStatusBuilder(before);
    status.withPhase(phase);
    status.withAccessModes(volume == null ? null : volume.getSpec().getAccessModes());
    // A claim that is being resized has its own capacity until the resizing is done.
    boolean resizing = before != null && phase.equals("Bound") && "Bound".equals(before.getPhase());
    if (!resizing) {
      status.withCapacity(volume == null ? null : volume.getSpec().getCapacity());
    }
    var wanted = status.build();
    return Objects.equals(wanted, before)
        ? claim
        : api.updateStatus(new PersistentVolumeClaimBuilder(claim).withStatus(wanted).build());
  }

  PersistentVolume phase(PersistentVolume volume, String phase, @Nullable String message) {
    if (VolumeBindings.phase(volume).equals(phase)) {
      return volume;
    }
    var status =
        volume.getStatus() == null
            ? new PersistentVolumeStatusBuilder()
            : new PersistentVolumeStatusBuilder(volume.getStatus());
    return api.updateStatus(
        new PersistentVolumeBuilder(volume)
            .withStatus(status.withPhase(phase).withMessage(message).build())
            .build());
  }

  /** Takes back a binding: of our own all of it, of a user's only the uid. */
  void unbind(PersistentVolume volume) {
    PersistentVolumeBuilder unbound = new PersistentVolumeBuilder(volume);
    if (VolumeBindings.annotated(volume, VolumeBindings.BOUND_BY_CONTROLLER)) {
      unbound
          .editMetadata()
          .removeFromAnnotations(VolumeBindings.BOUND_BY_CONTROLLER)
          .endMetadata()
          .editSpec()
          .withClaimRef((ObjectReference) null)
          .endSpec();
    } else {
      unbound.editSpec().editClaimRef().withUid(null).endClaimRef().endSpec();
    }
    phase(api.update(unbound.build()), "Available", null);
  }

  /** Tells a provisioner that it is its turn. */
  void assign(PersistentVolumeClaim claim, String provisioner) {
    Map<String, String> annotations = annotations(claim.getMetadata().getAnnotations());
    PROVISIONER.forEach(name -> annotations.put(name, provisioner));
    if (!annotations.equals(claim.getMetadata().getAnnotations())) {
      api.update(
          new PersistentVolumeClaimBuilder(claim)
              .editMetadata()
              .withAnnotations(annotations)
              .endMetadata()
              .build());
    }
  }

  private static Map<String, String> annotations(@Nullable Map<String, String> annotations) {
    return annotations == null ? new HashMap<>() : new HashMap<>(annotations);
  }
}
