package dev.setpoint.controller.volumebinder;

import dev.setpoint.common.volume.VolumeBindings;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import org.jspecify.annotations.Nullable;

/** What is to become of a volume, as syncVolume in pv_controller.go decides. */
sealed interface VolumePlan {

  /** Nothing but its phase is this controller's to set. */
  record Phase(String phase) implements VolumePlan {}

  /** Its claim is to be looked at: the binding is half done. */
  record LookAtClaim() implements VolumePlan {}

  /** The claim is bound to another volume: take this binding back. */
  record Unbind() implements VolumePlan {}

  /** The claim is gone: say so, then do as the reclaim policy says. */
  record Release(Reclaim reclaim) implements VolumePlan {}

  /** What to do with a volume that nobody claims any more. */
  enum Reclaim {
    /** Whoever made it, or nobody, takes care of it. */
    LEAVE,
    NO_RECYCLER,
    NO_DELETER
  }

  /**
   * @param claim the claim with the name that the volume refers to
   */
  static VolumePlan of(PersistentVolume volume, @Nullable PersistentVolumeClaim claim) {
    ObjectReference ref = volume.getSpec().getClaimRef();
    if (ref == null || VolumeBindings.text(ref.getUid()).isEmpty()) {
      return new Phase("Available");
    }
    if (claim == null || !VolumeBindings.isBoundTo(volume, claim)) {
      return new Release(reclaim(volume));
    }
    String bound = VolumeBindings.volumeName(claim);
    if (bound.isEmpty()) {
      return new LookAtClaim();
    }
    if (bound.equals(volume.getMetadata().getName())) {
      return new Phase("Bound");
    }
    boolean madeForClaim =
        VolumeBindings.annotated(volume, VolumeBindings.PROVISIONED_BY)
            && policy(volume).equals("Delete");
    return madeForClaim ? new Release(reclaim(volume)) : new Unbind();
  }

  private static Reclaim reclaim(PersistentVolume volume) {
    return switch (policy(volume)) {
      case "Recycle" -> Reclaim.NO_RECYCLER;
      case "Delete" ->
          volume.getSpec().getCsi() != null
                  || VolumeBindings.annotated(volume, VolumeBindings.PROVISIONED_BY)
              ? Reclaim.LEAVE
              : Reclaim.NO_DELETER;
      default -> Reclaim.LEAVE;
    };
  }

  private static String policy(PersistentVolume volume) {
    return VolumeBindings.text(volume.getSpec().getPersistentVolumeReclaimPolicy());
  }
}
