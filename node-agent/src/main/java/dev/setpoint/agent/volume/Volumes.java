package dev.setpoint.agent.volume;

import dev.setpoint.agent.cluster.ClaimSource;
import dev.setpoint.agent.cluster.ConfigSource;
import dev.setpoint.agent.cluster.TokenApi;
import dev.setpoint.agent.env.FieldRefs;
import dev.setpoint.agent.pod.PodResources;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's volumes, below {@code pods/UID/} of the state directory. */
public final class Volumes {

  private static final Logger log = LoggerFactory.getLogger(Volumes.class);

  private final Path pods;
  private final PayloadSources sources;
  private final PodTokens tokens;
  private final ClaimedVolumes claimed;

  public Volumes(
      Path stateDir, ConfigSource api, ClaimSource claims, TokenApi tokenApi, Clock clock) {
    this.pods = stateDir.resolve("pods").toAbsolutePath().normalize();
    this.tokens = new PodTokens(tokenApi, clock);
    this.sources = new PayloadSources(api, tokens);
    this.claimed = new ClaimedVolumes(claims);
  }

  /** Sets up a Pod's volumes, or finds them set up; returns their host paths by name. */
  public Map<String, Path> setUp(Pod pod, FieldRefs fields) throws VolumeFailure {
    Map<String, Path> paths = new HashMap<>();
    for (Volume volume : volumes(pod)) {
      try {
        paths.put(volume.getName(), setUp(pod, volume, fields));
      } catch (IOException | RuntimeException e) {
        throw failure(volume, String.valueOf(e.getMessage()), e);
      } catch (VolumeFailure e) {
        throw failure(volume, e.message(), e);
      }
    }
    return paths;
  }

  /** Brings the files of configMap, secret, downwardAPI and projected volumes up to date. */
  public void refresh(Pod pod, FieldRefs fields) throws VolumeFailure {
    for (Volume volume : volumes(pod)) {
      Path path = path(pod, volume);
      if (hasPayload(volume) && Files.isDirectory(path)) {
        try {
          write(pod, volume, path, fields);
        } catch (IOException | RuntimeException e) {
          throw failure(volume, String.valueOf(e.getMessage()), e);
        } catch (VolumeFailure e) {
          throw failure(volume, e.message(), e);
        }
      }
    }
  }

  /** Whether a refresh could ever change anything. */
  public static boolean refreshable(Pod pod) {
    return volumes(pod).stream().anyMatch(Volumes::hasPayload);
  }

  private static VolumeFailure failure(Volume volume, String why, Exception cause) {
    return new VolumeFailure(
        "MountVolume.SetUp failed for volume \"" + volume.getName() + "\" : " + why, cause);
  }

  private Path setUp(Pod pod, Volume volume, FieldRefs fields) throws VolumeFailure, IOException {
    if (volume.getHostPath() != null) {
      return HostPaths.check(volume.getHostPath());
    }
    if (ClaimedVolumes.isClaimed(volume)) {
      return claimed.setUp(pod, volume);
    }
    Path path = path(pod, volume);
    if (volume.getEmptyDir() != null) {
      setUpEmptyDir(pod, volume.getEmptyDir(), path);
      return path;
    }
    if (hasPayload(volume)) {
      if (!Files.isDirectory(path)) {
        makeVolumeDirectory(path);
      }
      if (secret(volume)) {
        tmpfsOrDisk(path);
      }
      write(pod, volume, path, fields);
      return path;
    }
    throw new VolumeFailure("no volume plugin matched");
  }

  private static void setUpEmptyDir(Pod pod, EmptyDirVolumeSource source, Path path)
      throws IOException {
    if (!Files.isDirectory(path)) {
      makeVolumeDirectory(path);
      AtomicWriter.chmod(path, 0777);
      Ownership.apply(path, pod);
    }
    if ("Memory".equals(source.getMedium()) && !Mounts.isMountPoint(path)) {
      Mounts.tmpfs(path, PodResources.bytes(source.getSizeLimit()), "0777");
      Ownership.apply(path, pod);
    }
  }

  private void write(Pod pod, Volume volume, Path path, FieldRefs fields)
      throws VolumeFailure, IOException {
    Payload payload = sources.collect(pod, volume, fields);
    if (AtomicWriter.write(path, payload.files())) {
      Ownership.apply(path, pod);
    }
  }

  /** Secrets belong in memory; without the right to mount they are still better than none. */
  private static void tmpfsOrDisk(Path path) throws IOException {
    try {
      Mounts.tmpfs(path, 0, "0755");
    } catch (Syscalls.Failed e) {
      log.warn("Keeping secrets on disk below {}: {}", path, e.getMessage());
    }
  }

  private static void makeVolumeDirectory(Path path) throws IOException {
    Files.createDirectories(path);
    AtomicWriter.chmod(path, 0755);
  }

  /** The host path to bind for a mount of part of a volume. */
  public Path subPath(Pod pod, String container, int index, Path volume, String subPath)
      throws VolumeFailure {
    Path target =
        podDirectory(pod.getMetadata().getUid())
            .resolve("subpaths")
            .resolve(container)
            .resolve(String.valueOf(index));
    SubPaths.bind(volume, subPath, target);
    return target;
  }

  /** A fresh file for the container to leave its last words in. */
  public Path terminationLog(Pod pod, String container, int restartCount) throws IOException {
    Path file = terminationLogPath(pod.getMetadata().getUid(), container, restartCount);
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(
        terminationLogPath(pod.getMetadata().getUid(), container, restartCount - 2));
    Files.write(file, new byte[0]);
    AtomicWriter.chmod(file, 0666);
    return file;
  }

  public Path terminationLogPath(String podUid, String container, int restartCount) {
    return podDirectory(podUid)
        .resolve("containers")
        .resolve(container)
        .resolve("termination-log-" + restartCount);
  }

  /** Unmounts and removes everything a Pod had; its containers must be gone. */
  public void tearDown(String podUid) throws IOException {
    tokens.forget(podUid);
    Path directory = podDirectory(podUid);
    if (Files.isDirectory(directory)) {
      Mounts.unmountBelow(directory);
      Mounts.deleteTree(directory);
    }
  }

  /** The uids of Pods that left something on this host. */
  public Set<String> leftOver() throws IOException {
    Set<String> uids = new TreeSet<>();
    if (Files.isDirectory(pods)) {
      try (Stream<Path> list = Files.list(pods)) {
        list.forEach(p -> uids.add(String.valueOf(p.getFileName())));
      }
    }
    return uids;
  }

  private Path podDirectory(String uid) {
    if (uid.isEmpty() || uid.contains("/") || uid.startsWith(".")) {
      throw new IllegalArgumentException("not a uid: " + uid);
    }
    return pods.resolve(uid);
  }

  private Path path(Pod pod, Volume volume) {
    return podDirectory(pod.getMetadata().getUid()).resolve("volumes").resolve(volume.getName());
  }

  /** Whether containers may only read it, whatever they ask for. */
  public static boolean alwaysReadOnly(Volume volume) {
    return hasPayload(volume)
        || (volume.getPersistentVolumeClaim() != null
            && Boolean.TRUE.equals(volume.getPersistentVolumeClaim().getReadOnly()));
  }

  private static boolean hasPayload(Volume volume) {
    return volume.getConfigMap() != null
        || volume.getSecret() != null
        || volume.getDownwardAPI() != null
        || volume.getProjected() != null;
  }

  private static boolean secret(Volume volume) {
    if (volume.getSecret() != null) {
      return true;
    }
    List<VolumeProjection> projections =
        volume.getProjected() == null ? null : volume.getProjected().getSources();
    return projections != null
        && projections.stream()
            .anyMatch(p -> p.getSecret() != null || p.getServiceAccountToken() != null);
  }

  private static List<Volume> volumes(Pod pod) {
    @Nullable List<Volume> volumes = pod.getSpec().getVolumes();
    return volumes == null ? List.of() : volumes;
  }
}
