package dev.setpoint.scheduler.volume;

import dev.setpoint.common.volume.VolumeBindings;
import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.HashSet;
import java.util.Set;
import org.springframework.stereotype.Component;

/** A volume that one Pod alone may use is used by one Pod alone, anywhere (KEP-2485). */
@Component
public final class VolumeRestrictions implements FilterPlugin {

  private static final Verdict IN_USE =
      Verdict.unschedulable(
          "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access"
              + " mode");

  private final Storage storage;

  public VolumeRestrictions(Storage storage) {
    this.storage = storage;
  }

  @Override
  public String name() {
    return "VolumeRestrictions";
  }

  @Override
  public int order() {
    return 64;
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    Set<String> exclusive = new HashSet<>();
    for (String name : PodClaims.names(pod)) {
      PersistentVolumeClaim claim = storage.claim(pod.key().namespace(), name);
      if (claim != null
          && VolumeBindings.orEmpty(claim.getSpec().getAccessModes())
              .contains("ReadWriteOncePod")) {
        exclusive.add(name);
      }
    }
    if (exclusive.isEmpty()) {
      return Preparation.SKIP;
    }
    return inUse(exclusive, pod, snapshot) ? Preparation.each(node -> IN_USE) : Preparation.SKIP;
  }

  private static boolean inUse(Set<String> claims, PodInfo pod, ClusterSnapshot snapshot) {
    for (NodeInfo node : snapshot.nodes()) {
      for (PodInfo other : node.pods()) {
        if (!other.pod().getSpec().getVolumes().isEmpty()
            && other.key().namespace().equals(pod.key().namespace())
            && PodClaims.names(other).stream().anyMatch(claims::contains)) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return StorageHints.mayHelp(change);
  }
}
