package dev.setpoint.agent.step;

import dev.setpoint.agent.cluster.NodeIdentity;
import dev.setpoint.agent.env.ContainerEnv;
import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.pod.PodResources;
import dev.setpoint.agent.runtime.ContainerConfig;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Pod's container in the engine's terms. */
final class ContainerConfigs {

  private static final long PERIOD_MICROS = 100_000;
  private static final long LEAST_QUOTA = 1_000;
  private static final int LEAST_SHARES = 2;
  private static final int MOST_SHARES = 262_144;

  private ContainerConfigs() {}

  static ContainerConfig of(
      Pod pod,
      Container container,
      int restartCount,
      String imageId,
      String sandboxId,
      String pidTarget,
      NodeIdentity node,
      ContainerEnv.Resolved resolved,
      List<ContainerConfig.BindMount> mounts) {
    SecurityContexts security = new SecurityContexts(pod, container);
    return new ContainerConfig(
        name(pod, container.getName(), restartCount),
        imageId,
        resolved.command(),
        resolved.args(),
        resolved.envList(),
        container.getWorkingDir() == null ? "" : container.getWorkingDir(),
        labels(pod, container, restartCount, sandboxId, node),
        security.user(),
        security.supplementalGroups(),
        Boolean.TRUE.equals(container.getStdin()),
        Boolean.TRUE.equals(container.getStdinOnce()),
        Boolean.TRUE.equals(container.getTty()),
        namespaces(pod, sandboxId, pidTarget),
        null,
        mounts,
        resources(pod, container, node.memoryBytes()),
        security.security());
  }

  /** Unique per instance, so that a second attempt to make the same one fails. */
  static String name(Pod pod, String container, int attempt) {
    return "setpoint_"
        + container
        + "_"
        + pod.getMetadata().getName()
        + "_"
        + pod.getMetadata().getNamespace()
        + "_"
        + pod.getMetadata().getUid()
        + "_"
        + attempt;
  }

  private static Map<String, String> labels(
      Pod pod, Container container, int restartCount, String sandboxId, NodeIdentity node) {
    Map<String, String> labels = SandboxConfigs.podLabels(pod, node);
    labels.put(Labels.ROLE, Labels.CONTAINER_ROLE);
    labels.put(Labels.CONTAINER, container.getName());
    labels.put(Labels.RESTART_COUNT, String.valueOf(restartCount));
    labels.put(Labels.SPEC_HASH, PodContainers.specHash(container));
    labels.put(Labels.SANDBOX, sandboxId);
    return labels;
  }

  private static ContainerConfig.Namespaces namespaces(
      Pod pod, String sandboxId, String pidTarget) {
    String join = "container:" + sandboxId;
    String pid = "";
    if (Boolean.TRUE.equals(pod.getSpec().getHostPID())) {
      pid = "host";
    } else if (Boolean.TRUE.equals(pod.getSpec().getShareProcessNamespace())) {
      pid = join;
    } else if (!pidTarget.isEmpty()) {
      pid = "container:" + pidTarget;
    }
    String ipc = Boolean.TRUE.equals(pod.getSpec().getHostIPC()) ? "host" : join;
    return new ContainerConfig.Namespaces(join, ipc, pid);
  }

  static ContainerConfig.Resources resources(Pod pod, Container container, long nodeMemory) {
    long limit = PodResources.milliCpu(PodResources.limit(container, "cpu"));
    long request = PodResources.milliCpu(PodResources.request(container, "cpu"));
    if (request == 0 && PodResources.request(container, "cpu") == null) {
      request = limit;
    }
    long quota = limit == 0 ? 0 : Math.max(LEAST_QUOTA, limit * PERIOD_MICROS / 1000);
    return new ContainerConfig.Resources(
        Math.clamp(request * 1024 / 1000, LEAST_SHARES, MOST_SHARES),
        quota,
        PERIOD_MICROS,
        PodResources.bytes(PodResources.limit(container, "memory")),
        PodResources.oomScoreAdj(pod, container, nodeMemory));
  }

  static String terminationMessagePath(Container container) {
    @Nullable String path = container.getTerminationMessagePath();
    return path == null || path.isEmpty() ? "/dev/termination-log" : path;
  }
}
