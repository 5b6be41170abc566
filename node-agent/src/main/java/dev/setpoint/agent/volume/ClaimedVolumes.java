package dev.setpoint.agent.volume;

import dev.setpoint.agent.cluster.ClaimSource;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.LocalVolumeSource;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Finds what a Pod's claims are bound to, with the checks of kubelet's
 * desired_state_of_world_populator: a claim that is going, or another's volume, is never mounted.
 */
final class ClaimedVolumes {

  private final ClaimSource claims;

  ClaimedVolumes(ClaimSource claims) {
    this.claims = claims;
  }

  static boolean isClaimed(Volume volume) {
    return volume.getPersistentVolumeClaim() != null || volume.getEphemeral() != null;
  }

  Path setUp(Pod pod, Volume volume) throws VolumeFailure, IOException {
    String namespace = pod.getMetadata().getNamespace();
    String name =
        volume.getEphemeral() == null
            ? volume.getPersistentVolumeClaim().getClaimName()
            : pod.getMetadata().getName() + "-" + volume.getName();
    try {
      PersistentVolumeClaim claim = claim(pod, volume, namespace, name);
      return path(pod, bound(claim));
    } catch (VolumeFailure e) {
      throw new VolumeFailure(
          "error processing PVC " + namespace + "/" + name + ": " + e.message(), e);
    }
  }

  private PersistentVolumeClaim claim(Pod pod, Volume volume, String namespace, String name)
      throws VolumeFailure {
    PersistentVolumeClaim claim = claims.claim(namespace, name);
    if (claim == null) {
      throw new VolumeFailure(
          "failed to fetch PVC from API server: persistentvolumeclaims \"" + name + "\" not found");
    }
    if (volume.getEphemeral() != null
        && claim.getMetadata().getOwnerReferences().stream()
            .map(OwnerReference::getUid)
            .noneMatch(pod.getMetadata().getUid()::equals)) {
      throw new VolumeFailure(
          "PVC "
              + namespace
              + "/"
              + name
              + " was not created for pod "
              + namespace
              + "/"
              + pod.getMetadata().getName()
              + " (pod is not owner)");
    }
    if (claim.getMetadata().getDeletionTimestamp() != null) {
      throw new VolumeFailure("PVC is being deleted");
    }
    return claim;
  }

  private PersistentVolume bound(PersistentVolumeClaim claim) throws VolumeFailure {
    String name = claim.getSpec().getVolumeName();
    String phase = claim.getStatus() == null ? null : claim.getStatus().getPhase();
    if (!"Bound".equals(phase) || name == null || name.isEmpty()) {
      throw new VolumeFailure("PVC is not bound");
    }
    PersistentVolume volume = claims.volume(name);
    if (volume == null) {
      throw new VolumeFailure(
          "failed to fetch PV "
              + name
              + " from API server: persistentvolumes \""
              + name
              + "\" not found");
    }
    ObjectReference holder = volume.getSpec().getClaimRef();
    if (holder == null || !Objects.equals(holder.getUid(), claim.getMetadata().getUid())) {
      throw new VolumeFailure("PV " + name + " is not bound to this PVC");
    }
    return volume;
  }

  private static Path path(Pod pod, PersistentVolume volume) throws VolumeFailure, IOException {
    HostPathVolumeSource host = volume.getSpec().getHostPath();
    if (host != null) {
      return HostPaths.check(host);
    }
    LocalVolumeSource local = volume.getSpec().getLocal();
    if (local == null) {
      throw new VolumeFailure("no volume plugin matched");
    }
    Path path = Path.of(local.getPath());
    if (!Files.exists(path)) {
      throw new VolumeFailure("path \"" + path + "\" does not exist");
    }
    Ownership.apply(path, pod);
    return path;
  }
}
