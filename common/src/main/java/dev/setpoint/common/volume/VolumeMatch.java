package dev.setpoint.common.volume;

import dev.setpoint.common.resource.LabelSelectors;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the volume for a claim, as FindMatchingVolume does: one that is kept for it, or the
 * smallest that will do of those that offer the fewest kinds of access beyond what is asked.
 */
public final class VolumeMatch {

  private VolumeMatch() {}

  /**
   * @param delayed whether the scheduler is to choose; then only a volume kept for the claim counts
   */
  public static Optional<PersistentVolume> best(
      PersistentVolumeClaim claim, Collection<PersistentVolume> volumes, boolean delayed) {
    return volumes.stream()
        .filter(volume -> fits(volume, claim))
        .filter(
            volume -> VolumeBindings.isFor(volume, claim) || (!delayed && isOnOffer(volume, claim)))
        .min(
            Comparator.<PersistentVolume>comparingInt(
                    volume -> VolumeBindings.orEmpty(volume.getSpec().getAccessModes()).size())
                .thenComparing(volume -> !VolumeBindings.isFor(volume, claim))
                .thenComparing(VolumeBindings::capacity)
                .thenComparing(volume -> volume.getMetadata().getName()));
  }

  private static boolean fits(PersistentVolume volume, PersistentVolumeClaim claim) {
    return (volume.getSpec().getClaimRef() == null || VolumeBindings.isFor(volume, claim))
        && VolumeBindings.capacity(volume).compareTo(VolumeBindings.requested(claim)) >= 0
        && VolumeBindings.sameMode(volume, claim)
        && VolumeBindings.offersAccess(volume, claim)
        && sameAttributes(volume, claim)
        && !Owners.isDeleting(volume);
  }

  private static boolean isOnOffer(PersistentVolume volume, PersistentVolumeClaim claim) {
    LabelSelector selector = claim.getSpec().getSelector();
    return VolumeBindings.phase(volume).equals("Available")
        && (selector == null || LabelSelectors.matches(selector, volume.getMetadata().getLabels()))
        && VolumeBindings.storageClass(volume).equals(VolumeBindings.storageClass(claim));
  }

  private static boolean sameAttributes(PersistentVolume volume, PersistentVolumeClaim claim) {
    return Objects.equals(
        VolumeBindings.text(volume.getSpec().getVolumeAttributesClassName()),
        VolumeBindings.text(claim.getSpec().getVolumeAttributesClassName()));
  }

  /** Why a volume that a claim names can't be its volume; null where it can. */
  public static @Nullable String mismatch(PersistentVolume volume, PersistentVolumeClaim claim) {
    if (VolumeBindings.capacity(volume).compareTo(VolumeBindings.requested(claim)) < 0) {
      return "requested PV is too small";
    }
    if (!VolumeBindings.storageClass(volume).equals(VolumeBindings.storageClass(claim))) {
      return "storageClassName does not match";
    }
    if (!VolumeBindings.sameMode(volume, claim)) {
      return "incompatible volumeMode";
    }
    return VolumeBindings.offersAccess(volume, claim) ? null : "incompatible accessMode";
  }
}
