package dev.setpoint.scheduler.volume;

import dev.setpoint.common.volume.VolumeBindings;
import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriver;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** A Node takes no more volumes of a driver than its CSINode or its allocatable amounts say. */
@Component
public final class NodeVolumeLimits implements FilterPlugin {

  private static final Verdict TOO_MANY = Verdict.unschedulable("node(s) exceed max volume count");

  private static final String ALLOCATABLE = "attachable-volumes-csi-";

  private final Storage storage;

  public NodeVolumeLimits(Storage storage) {
    this.storage = storage;
  }

  @Override
  public String name() {
    return "NodeVolumeLimits";
  }

  @Override
  public int order() {
    return 65;
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    Map<String, Set<String>> wanted = new HashMap<>();
    collect(pod, wanted);
    return wanted.isEmpty() ? Preparation.SKIP : Preparation.each(node -> test(node, wanted));
  }

  private Verdict test(NodeInfo node, Map<String, Set<String>> wanted) {
    Map<String, Long> limits = limits(node, wanted.keySet());
    if (limits.isEmpty()) {
      return Verdict.FITS;
    }
    Map<String, Set<String>> used = new HashMap<>();
    for (PodInfo other : node.pods()) {
      collect(other, used);
    }
    for (Map.Entry<String, Long> limit : limits.entrySet()) {
      Set<String> all = new HashSet<>(used.getOrDefault(limit.getKey(), Set.of()));
      int before = all.size();
      all.addAll(wanted.getOrDefault(limit.getKey(), Set.of()));
      if (all.size() > before && all.size() > limit.getValue()) {
        return TOO_MANY;
      }
    }
    return Verdict.FITS;
  }

  private Map<String, Long> limits(NodeInfo node, Set<String> drivers) {
    Map<String, Long> limits = new HashMap<>();
    for (String driver : drivers) {
      long allocatable = node.allocatable().other(ALLOCATABLE + driver);
      if (allocatable > 0) {
        limits.put(driver, allocatable);
      }
    }
    CSINode csi = storage.csiNodes().get("", node.name());
    if (csi != null && csi.getSpec() != null) {
      for (CSINodeDriver driver : csi.getSpec().getDrivers()) {
        if (drivers.contains(driver.getName())
            && driver.getAllocatable() != null
            && driver.getAllocatable().getCount() != null) {
          limits.put(driver.getName(), driver.getAllocatable().getCount().longValue());
        }
      }
    }
    return limits;
  }

  /** What a Pod attaches, by driver; a volume yet to be made is known by its claim. */
  private void collect(PodInfo pod, Map<String, Set<String>> into) {
    if (pod.pod().getSpec().getVolumes().isEmpty()) {
      return;
    }
    for (String name : PodClaims.names(pod)) {
      PersistentVolumeClaim claim = storage.claim(pod.key().namespace(), name);
      if (claim == null) {
        continue;
      }
      PersistentVolume volume = storage.volume(VolumeBindings.volumeName(claim));
      if (volume != null) {
        if (volume.getSpec().getCsi() != null) {
          add(into, volume.getSpec().getCsi().getDriver(), volume.getMetadata().getName());
        }
        continue;
      }
      StorageClass storageClass = storage.storageClass(VolumeBindings.storageClass(claim));
      if (storageClass != null) {
        add(into, storageClass.getProvisioner(), pod.key().namespace() + "/" + name);
      }
    }
  }

  private static void add(Map<String, Set<String>> into, String driver, String volume) {
    into.computeIfAbsent(driver, d -> new HashSet<>()).add(volume);
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return StorageHints.mayHelp(change);
  }
}
