package dev.setpoint.scheduler.volume;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.volume.VolumeBindings;
import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.PreBindPlugin;
import dev.setpoint.scheduler.framework.ReservePlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Places Pods where their volumes are or can be, and has claims that waited for that bound before
 * the Pod is.
 */
@Component
public final class VolumeBinding implements FilterPlugin, ReservePlugin, PreBindPlugin {

  private static final Verdict NODE_CONFLICT =
      Verdict.unresolvable("node(s) had volume node affinity conflict");
  private static final Verdict NO_VOLUME =
      Verdict.unresolvable("node(s) didn't find available persistent volumes to bind");
  private static final Verdict VOLUME_GONE =
      Verdict.unresolvable(
          "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
  private static final Verdict IMMEDIATE =
      Verdict.unresolvable("pod has unbound immediate PersistentVolumeClaims");

  private static final Duration BIND_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Storage storage;
  private final VolumeWriter writer;
  private final ClusterCache cache;

  /** What Pods on their way to a Node get there, by the Pod's uid. */
  private final Map<String, VolumeChoices> reserved = new ConcurrentHashMap<>();

  /** The claim's uid for each volume that a Pod on its way has chosen. */
  private final Map<String, String> takenFor = new ConcurrentHashMap<>();

  public VolumeBinding(Storage storage, VolumeWriter writer, ClusterCache cache) {
    this.storage = storage;
    this.writer = writer;
    this.cache = cache;
  }

  @Override
  public String name() {
    return "VolumeBinding";
  }

  @Override
  public int order() {
    return 66;
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    if (PodClaims.names(pod).isEmpty()) {
      return Preparation.SKIP;
    }
    PodClaims claims = PodClaims.of(pod, storage);
    if (!claims.problem().isEmpty()) {
      return new Preparation.Rejected(Verdict.unresolvable(claims.problem()));
    }
    if (!claims.immediate().isEmpty()) {
      return new Preparation.Rejected(IMMEDIATE);
    }
    List<@Nullable PersistentVolume> volumes = new ArrayList<>();
    claims.bound().forEach(claim -> volumes.add(volumeOf(claim)));
    return Preparation.each(node -> test(node.facts(), volumes, claims.delayed()));
  }

  private @Nullable PersistentVolume volumeOf(PersistentVolumeClaim claim) {
    return storage.volume(VolumeBindings.volumeName(claim));
  }

  private Verdict test(
      NodeFacts node,
      List<@Nullable PersistentVolume> volumes,
      List<PersistentVolumeClaim> delayed) {
    for (PersistentVolume volume : volumes) {
      if (volume == null) {
        return VOLUME_GONE;
      }
      if (!VolumeChoices.reaches(volume, node)) {
        return NODE_CONFLICT;
      }
    }
    return delayed.isEmpty() || choose(node, delayed) != null ? Verdict.FITS : NO_VOLUME;
  }

  private @Nullable VolumeChoices choose(NodeFacts node, List<PersistentVolumeClaim> delayed) {
    return VolumeChoices.on(
        node, delayed, storage, volume -> !takenFor.containsKey(volume.getMetadata().getName()));
  }

  @Override
  public Verdict reserve(PodInfo pod, String name) {
    if (PodClaims.names(pod).isEmpty()) {
      return Verdict.FITS;
    }
    PodClaims claims = PodClaims.of(pod, storage);
    if (claims.delayed().isEmpty()) {
      return Verdict.FITS;
    }
    NodeInfo node = cache.snapshot().node(name);
    VolumeChoices choices = node == null ? null : choose(node.facts(), claims.delayed());
    if (choices == null) {
      return NO_VOLUME;
    }
    choices.volumes().forEach((claim, volume) -> takenFor.put(volume, claim));
    reserved.put(pod.uid(), choices);
    return Verdict.FITS;
  }

  @Override
  public void unreserve(PodInfo pod, String node) {
    free(pod);
  }

  private void free(PodInfo pod) {
    VolumeChoices choices = reserved.remove(pod.uid());
    if (choices != null) {
      choices.volumes().forEach((claim, volume) -> takenFor.remove(volume, claim));
    }
  }

  /** Writes the wishes and waits until the claims are bound. */
  @Override
  public Verdict preBind(PodInfo pod, String node) throws InterruptedException {
    VolumeChoices choices = reserved.get(pod.uid());
    if (choices == null) {
      return Verdict.FITS;
    }
    try {
      write(pod, choices, node);
    } catch (ApiException e) {
      return Verdict.unschedulable("binding volumes: " + e.message());
    }
    long deadline = System.nanoTime() + BIND_TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      PodClaims now = PodClaims.of(pod, storage);
      if (!now.problem().isEmpty()) {
        return Verdict.unresolvable("binding volumes: " + now.problem());
      }
      if (now.delayed().isEmpty() && now.immediate().isEmpty()) {
        free(pod);
        return Verdict.FITS;
      }
      Thread.sleep(LOOK_AGAIN);
    }
    return Verdict.unschedulable("binding volumes: context deadline exceeded");
  }

  private void write(PodInfo pod, VolumeChoices choices, String node) {
    for (PersistentVolumeClaim claim : PodClaims.of(pod, storage).delayed()) {
      String name = choices.volumes().get(claim.getMetadata().getUid());
      PersistentVolume volume = name == null ? null : storage.volume(name);
      if (volume != null) {
        writer.reserve(volume, claim);
      }
    }
    choices.made().forEach(claim -> writer.selectNode(claim, node));
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return StorageHints.mayHelp(change);
  }
}
