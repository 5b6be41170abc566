package dev.setpoint.agent.node;

import dev.setpoint.agent.runtime.EngineInfo;
import dev.setpoint.agent.runtime.ImageState;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node's status from what was measured. */
final class NodeStatuses {

  /** Images listed in the status, the largest first (kubelet's nodeStatusMaxImages). */
  private static final int MOST_IMAGES = 50;

  private NodeStatuses() {}

  /** What does not change while the agent runs. */
  record Fixed(
      String nodeName,
      String address,
      int serverPort,
      int maxPods,
      String kubeletVersion,
      long diskBytes) {}

  static NodeStatus of(
      Fixed fixed,
      @Nullable EngineInfo engine,
      List<ImageState> images,
      List<NodeCondition> conditions) {
    NodeStatusBuilder status =
        new NodeStatusBuilder()
            .withConditions(conditions)
            .withAddresses(
                new NodeAddress(fixed.address(), "InternalIP"),
                new NodeAddress(fixed.nodeName(), "Hostname"))
            .withNewDaemonEndpoints()
            .withNewKubeletEndpoint(fixed.serverPort())
            .endDaemonEndpoints();
    if (engine == null) {
      return status.build();
    }
    return status
        .withCapacity(resources(fixed, engine, 0))
        .withAllocatable(resources(fixed, engine, fixed.diskBytes() / 10))
        .withImages(images(images))
        .withNewNodeInfo()
        .withArchitecture(engine.architecture())
        .withOperatingSystem(engine.os())
        .withKernelVersion(engine.kernel())
        .withOsImage(engine.osImage())
        .withContainerRuntimeVersion(engine.name() + "://" + engine.version())
        .withKubeletVersion(fixed.kubeletVersion())
        .withKubeProxyVersion("")
        .withMachineID(HostFacts.machineId())
        .withSystemUUID(HostFacts.machineId())
        .withBootID(HostFacts.read("/proc/sys/kernel/random/boot_id"))
        .endNodeInfo()
        .build();
  }

  /** Memory as the kernel counts it, in KiB, and a tenth of the disk kept back, as kubelet does. */
  private static Map<String, Quantity> resources(Fixed fixed, EngineInfo engine, long keptDisk) {
    Map<String, Quantity> all = new LinkedHashMap<>();
    all.put("cpu", new Quantity(String.valueOf(engine.cpus())));
    all.put(
        "ephemeral-storage",
        keptDisk == 0
            ? new Quantity(fixed.diskBytes() / 1024 + "Ki")
            : new Quantity(String.valueOf(fixed.diskBytes() - keptDisk)));
    all.put("memory", new Quantity(engine.memoryBytes() / 1024 + "Ki"));
    all.put("pods", new Quantity(String.valueOf(fixed.maxPods())));
    return all;
  }

  private static List<ContainerImage> images(List<ImageState> images) {
    return images.stream()
        .filter(i -> !i.names().isEmpty())
        .sorted(Comparator.comparingLong(ImageState::sizeBytes).reversed())
        .limit(MOST_IMAGES)
        .map(i -> new ContainerImage(i.names(), i.sizeBytes()))
        .toList();
  }
}
