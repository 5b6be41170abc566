package dev.setpoint.controller.volumebinder;

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
final class VolumeMatch {

  private VolumeMatch() {}

  /**
   * @param delayed whether the scheduler is to choose; then only a volume kept for the claim counts
   */
  static Optional<PersistentVolume> best(
      PersistentVolumeClaim claim, Collection<PersistentVolume> volumes, boolean delayed) {
    return volumes.stream()
        .filter(volume -> fits(volume, claim))
        .filter(volume -> Bindings.isFor(volume, claim) || (!delayed && isOnOffer(volume, claim)))
        .min(
            Comparator.<PersistentVolume>comparingInt(
                    volume -> Bindings.orEmpty(volume.getSpec().getAccessModes()).size())
                .thenComparing(volume -> !Bindings.isFor(volume, claim))
                .thenComparing(Bindings::capacity)
                .thenComparing(volume -> volume.getMetadata().getName()));
  }

  private static boolean fits(PersistentVolume volume, PersistentVolumeClaim claim) {
    return (volume.getSpec().getClaimRef() == null || Bindings.isFor(volume, claim))
        && Bindings.capacity(volume).compareTo(Bindings.requested(claim)) >= 0
        && Bindings.sameMode(volume, claim)
        && Bindings.offersAccess(volume, claim)
        && sameAttributes(volume, claim)
        && !Owners.isDeleting(volume);
  }

  private static boolean isOnOffer(PersistentVolume volume, PersistentVolumeClaim claim) {
    LabelSelector selector = claim.getSpec().getSelector();
    return Bindings.phase(volume).equals("Available")
        && (selector == null || LabelSelectors.matches(selector, volume.getMetadata().getLabels()))
        && Bindings.storageClass(volume).equals(Bindings.storageClass(claim));
  }

  private static boolean sameAttributes(PersistentVolume volume, PersistentVolumeClaim claim) {
    return Objects.equals(
        Bindings.text(volume.getSpec().getVolumeAttributesClassName()),
        Bindings.text(claim.getSpec().getVolumeAttributesClassName()));
  }

  /** Why a volume that a claim names can't be its volume; null where it can. */
  static @Nullable String mismatch(PersistentVolume volume, PersistentVolumeClaim claim) {
    if (Bindings.capacity(volume).compareTo(Bindings.requested(claim)) < 0) {
      return "requested PV is too small";
    }
    if (!Bindings.storageClass(volume).equals(Bindings.storageClass(claim))) {
      return "storageClassName does not match";
    }
    if (!Bindings.sameMode(volume, claim)) {
      return "incompatible volumeMode";
    }
    return Bindings.offersAccess(volume, claim) ? null : "incompatible accessMode";
  }
}
