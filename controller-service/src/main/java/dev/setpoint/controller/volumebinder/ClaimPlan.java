package dev.setpoint.controller.volumebinder;

import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.volume.VolumeBindings;
import dev.setpoint.common.volume.VolumeMatch;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to become of a claim, as syncClaim in pv_controller.go decides. */
sealed interface ClaimPlan {

  String NO_VOLUME = "no persistent volumes available for this claim and no storage class is set";

  /** Claim and volume are each other's, or to become so. */
  record Bind(PersistentVolume volume) implements ClaimPlan {}

  /**
   * The claim is told to wait.
   *
   * @param provisioner who is asked for a volume; null where nobody is
   */
  record Wait(@Nullable Notice notice, @Nullable String provisioner) implements ClaimPlan {}

  /** The volume that the claim had is gone; nothing brings its data back. */
  record Lose(Notice notice) implements ClaimPlan {}

  /** What an Event says. */
  record Notice(String type, String reason, String message) {
    static Notice warning(String reason, String message) {
      return new Notice(EventRecorder.WARNING, reason, message);
    }

    static Notice normal(String reason, String message) {
      return new Notice(EventRecorder.NORMAL, reason, message);
    }
  }

  /**
   * @param storageClass the class that the claim names, if there is one
   */
  static ClaimPlan of(
      PersistentVolumeClaim claim,
      Collection<PersistentVolume> volumes,
      @Nullable StorageClass storageClass) {
    if (VolumeBindings.annotated(claim, VolumeBindings.BIND_COMPLETED)) {
      return bound(claim, named(claim, volumes));
    }
    return VolumeBindings.volumeName(claim).isEmpty()
        ? unbound(claim, volumes, storageClass)
        : asked(claim, named(claim, volumes));
  }

  private static @Nullable PersistentVolume named(
      PersistentVolumeClaim claim, Collection<PersistentVolume> volumes) {
    return volumes.stream()
        .filter(volume -> volume.getMetadata().getName().equals(VolumeBindings.volumeName(claim)))
        .findFirst()
        .orElse(null);
  }

  private static ClaimPlan bound(PersistentVolumeClaim claim, @Nullable PersistentVolume volume) {
    if (VolumeBindings.volumeName(claim).isEmpty()) {
      return lost(
          "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!");
    }
    if (volume == null) {
      return lost("Bound claim has lost its PersistentVolume. Data on the volume is lost!");
    }
    if (volume.getSpec().getClaimRef() == null || VolumeBindings.isBoundTo(volume, claim)) {
      return new Bind(volume);
    }
    return new Lose(
        Notice.warning(
            "ClaimMisbound",
            "Two claims are bound to the same volume, this one is bound incorrectly"));
  }

  private static ClaimPlan lost(String message) {
    return new Lose(Notice.warning("ClaimLost", message));
  }

  private static ClaimPlan asked(PersistentVolumeClaim claim, @Nullable PersistentVolume volume) {
    if (volume == null) {
      return new Wait(null, null);
    }
    if (volume.getSpec().getClaimRef() == null) {
      String mismatch = VolumeMatch.mismatch(volume, claim);
      return mismatch == null
          ? new Bind(volume)
          : new Wait(
              Notice.warning(
                  "VolumeMismatch",
                  "Cannot bind to requested volume \""
                      + volume.getMetadata().getName()
                      + "\": "
                      + mismatch),
              null);
    }
    if (VolumeBindings.isFor(volume, claim)) {
      return new Bind(volume);
    }
    return new Wait(
        Notice.warning(
            "FailedBinding",
            "volume \""
                + volume.getMetadata().getName()
                + "\" already bound to a different claim."),
        null);
  }

  private static ClaimPlan unbound(
      PersistentVolumeClaim claim,
      Collection<PersistentVolume> volumes,
      @Nullable StorageClass storageClass) {
    boolean delayed = VolumeBindings.isDelayed(storageClass);
    Optional<PersistentVolume> match = VolumeMatch.best(claim, volumes, delayed);
    if (match.isPresent()) {
      return new Bind(match.get());
    }
    if (delayed && !VolumeBindings.annotated(claim, VolumeBindings.SELECTED_NODE)) {
      return new Wait(
          Notice.normal(
              "WaitForFirstConsumer", "waiting for first consumer to be created before binding"),
          null);
    }
    String className = VolumeBindings.storageClass(claim);
    if (className.isEmpty()) {
      return new Wait(Notice.normal("FailedBinding", NO_VOLUME), null);
    }
    return provisioned(className, storageClass);
  }

  /** Volumes are made by programs of others; Kubernetes' own plugins for that are not here. */
  private static ClaimPlan provisioned(String name, @Nullable StorageClass storageClass) {
    if (storageClass == null) {
      return new Wait(
          Notice.warning(
              "ProvisioningFailed", "storageclass.storage.k8s.io \"" + name + "\" not found"),
          null);
    }
    String provisioner = storageClass.getProvisioner();
    if (provisioner.startsWith("kubernetes.io/")) {
      return new Wait(
          Notice.warning("ProvisioningFailed", "no volume plugin matched name: " + provisioner),
          null);
    }
    return new Wait(
        Notice.normal(
            "ExternalProvisioning",
            "Waiting for a volume to be created either by the external provisioner '"
                + provisioner
                + "' or manually by the system administrator. If volume creation is delayed,"
                + " please verify that the provisioner is running and correctly registered."),
        provisioner);
  }
}
