package dev.setpoint.controller.volumeprotection;

import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which claims Pods hold on to, as pvc_protection_controller.go tells. */
final class ClaimUse {

  private ClaimUse() {}

  /** The names of the claims a Pod refers to, those made for its ephemeral volumes included. */
  static List<String> claimsOf(Pod pod) {
    List<String> names = new ArrayList<>();
    for (Volume volume : volumes(pod)) {
      if (volume.getPersistentVolumeClaim() != null) {
        names.add(volume.getPersistentVolumeClaim().getClaimName());
      } else if (volume.getEphemeral() != null) {
        names.add(ephemeralName(pod, volume));
      }
    }
    return names;
  }

  static boolean isUsed(PersistentVolumeClaim claim, Collection<Pod> pods) {
    return pods.stream().anyMatch(pod -> uses(pod, claim));
  }

  /** A Pod without a node holds nothing: no agent starts it while its claim is going. */
  private static boolean uses(Pod pod, PersistentVolumeClaim claim) {
    if (isEmpty(pod.getSpec().getNodeName())) {
      return false;
    }
    String name = claim.getMetadata().getName();
    for (Volume volume : volumes(pod)) {
      if (volume.getPersistentVolumeClaim() != null
          && name.equals(volume.getPersistentVolumeClaim().getClaimName())) {
        return true;
      }
      if (volume.getEphemeral() != null
          && name.equals(ephemeralName(pod, volume))
          && Owners.isControlledBy(claim, pod)
          && !isShutDown(pod)) {
        return true;
      }
    }
    return false;
  }

  /** Its containers are gone for good; only a finalizer keeps the object. */
  static boolean isShutDown(Pod pod) {
    return Owners.isDeleting(pod)
        && Objects.equals(pod.getMetadata().getDeletionGracePeriodSeconds(), 0L);
  }

  private static String ephemeralName(Pod pod, Volume volume) {
    return pod.getMetadata().getName() + "-" + volume.getName();
  }

  private static List<Volume> volumes(Pod pod) {
    @Nullable List<Volume> volumes = pod.getSpec() == null ? null : pod.getSpec().getVolumes();
    return volumes == null ? List.of() : volumes;
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }
}
