package dev.setpoint.scheduler.volume;

import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.volume.VolumeBindings;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The claims that a Pod's volumes name, found or missing.
 *
 * @param bound claims with a volume
 * @param delayed claims whose volume depends on the Pod's Node
 * @param immediate claims that should have a volume without a Pod's help, and have none yet
 * @param problem why the Pod can go nowhere; empty if it can
 */
record PodClaims(
    List<PersistentVolumeClaim> bound,
    List<PersistentVolumeClaim> delayed,
    List<PersistentVolumeClaim> immediate,
    String problem) {

  /** The names of the claims of a Pod, those that are made for it included. */
  static List<String> names(PodInfo pod) {
    List<String> names = new ArrayList<>();
    for (Volume volume : pod.pod().getSpec().getVolumes()) {
      String name = name(pod, volume);
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  private static @Nullable String name(PodInfo pod, Volume volume) {
    if (volume.getPersistentVolumeClaim() != null) {
      return volume.getPersistentVolumeClaim().getClaimName();
    }
    return volume.getEphemeral() == null ? null : pod.key().name() + "-" + volume.getName();
  }

  static PodClaims of(PodInfo pod, Storage storage) {
    List<PersistentVolumeClaim> bound = new ArrayList<>();
    List<PersistentVolumeClaim> delayed = new ArrayList<>();
    List<PersistentVolumeClaim> immediate = new ArrayList<>();
    for (Volume volume : pod.pod().getSpec().getVolumes()) {
      String name = name(pod, volume);
      if (name == null) {
        continue;
      }
      PersistentVolumeClaim claim = storage.claim(pod.key().namespace(), name);
      String problem = problem(pod, volume, name, claim);
      if (claim == null || !problem.isEmpty()) {
        return new PodClaims(List.of(), List.of(), List.of(), problem);
      }
      if (VolumeBindings.isBound(claim)) {
        bound.add(claim);
      } else if (VolumeBindings.volumeName(claim).isEmpty()
          && VolumeBindings.isDelayed(storage.storageClass(VolumeBindings.storageClass(claim)))) {
        delayed.add(claim);
      } else {
        immediate.add(claim);
      }
    }
    return new PodClaims(bound, delayed, immediate, "");
  }

  private static String problem(
      PodInfo pod, Volume volume, String name, @Nullable PersistentVolumeClaim claim) {
    boolean ephemeral = volume.getEphemeral() != null;
    if (claim == null) {
      return ephemeral
          ? "waiting for ephemeral volume controller to create the persistentvolumeclaim \"%s\""
              .formatted(name)
          : "persistentvolumeclaim \"%s\" not found".formatted(name);
    }
    if (VolumeBindings.phase(claim).equals("Lost")) {
      return "persistentvolumeclaim \"%s\" bound to non-existent persistentvolume \"%s\""
          .formatted(name, VolumeBindings.volumeName(claim));
    }
    if (Owners.isDeleting(claim)) {
      return "persistentvolumeclaim \"%s\" is being deleted".formatted(name);
    }
    boolean owned =
        claim.getMetadata().getOwnerReferences().stream()
            .anyMatch(
                owner ->
                    Boolean.TRUE.equals(owner.getController()) && pod.uid().equals(owner.getUid()));
    return ephemeral && !owned
        ? "PVC %s/%s was not created for pod %s (pod is not owner)"
            .formatted(pod.key().namespace(), name, pod.key())
        : "";
  }
}
