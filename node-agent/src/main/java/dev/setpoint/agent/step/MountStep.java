package dev.setpoint.agent.step;

import dev.setpoint.agent.env.ConfigFailure;
import dev.setpoint.agent.runtime.ContainerConfig.BindMount;
import dev.setpoint.agent.runtime.ContainerConfig.Propagation;
import dev.setpoint.agent.volume.VolumeFailure;
import dev.setpoint.agent.volume.Volumes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns a container's volumeMounts into binds of the Pod's volumes. */
final class MountStep {

  private final Volumes volumes;

  MountStep(Volumes volumes) {
    this.volumes = volumes;
  }

  /** An expanded subPathExpr stands in for a subPath; see {@code expand}. */
  interface Expander {
    String expand(String text) throws ConfigFailure;
  }

  List<BindMount> mounts(
      Pod pod, Container container, int restartCount, Map<String, Path> paths, Expander expander)
      throws StepFailure, ConfigFailure {
    List<BindMount> binds = new ArrayList<>();
    int index = 0;
    List<VolumeMount> wanted =
        container.getVolumeMounts() == null ? List.of() : container.getVolumeMounts();
    for (VolumeMount mount : wanted) {
      binds.add(bind(pod, container, mount, index++, paths, expander));
    }
    try {
      Path log = volumes.terminationLog(pod, container.getName(), restartCount);
      String inside = ContainerConfigs.terminationMessagePath(container);
      if (binds.stream().noneMatch(b -> b.containerPath().equals(inside))) {
        binds.add(new BindMount(log.toString(), inside, false, Propagation.NONE));
      }
    } catch (IOException e) {
      throw new StepFailure(
          "CreateContainerConfigError", "cannot make the termination log: " + e.getMessage(), e);
    }
    return binds;
  }

  private BindMount bind(
      Pod pod,
      Container container,
      VolumeMount mount,
      int index,
      Map<String, Path> paths,
      Expander expander)
      throws StepFailure, ConfigFailure {
    Path path = paths.get(mount.getName());
    if (path == null) {
      throw new StepFailure(
          "CreateContainerConfigError",
          "cannot find volume \""
              + mount.getName()
              + "\" to mount into container \""
              + container.getName()
              + "\"");
    }
    String subPath = mount.getSubPath();
    if (mount.getSubPathExpr() != null && !mount.getSubPathExpr().isEmpty()) {
      subPath = expander.expand(mount.getSubPathExpr());
    }
    if (subPath != null && !subPath.isEmpty()) {
      try {
        path = volumes.subPath(pod, container.getName(), index, path, subPath);
      } catch (VolumeFailure e) {
        throw new StepFailure(
            "CreateContainerConfigError",
            "failed to prepare subPath for volumeMount \""
                + mount.getName()
                + "\" of container \""
                + container.getName()
                + "\": "
                + e.message(),
            e);
      }
    }
    boolean readOnly = Boolean.TRUE.equals(mount.getReadOnly()) || alwaysReadOnly(pod, mount);
    String propagation = mount.getMountPropagation() == null ? "" : mount.getMountPropagation();
    return new BindMount(
        path.toString(),
        mount.getMountPath(),
        readOnly,
        switch (propagation) {
          case "HostToContainer" -> Propagation.HOST_TO_CONTAINER;
          case "Bidirectional" -> Propagation.BIDIRECTIONAL;
          default -> Propagation.NONE;
        });
  }

  private static boolean alwaysReadOnly(Pod pod, VolumeMount mount) {
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getName().equals(mount.getName())) {
        return Volumes.alwaysReadOnly(volume);
      }
    }
    return false;
  }
}
