package dev.setpoint.agent.node;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node's conditions, in kubelet's words. */
final class NodeConditions {

  private static final long LEAST_MEMORY = 100L << 20;
  private static final double LEAST_DISK = 0.05;
  private static final double LEAST_PIDS = 0.05;

  private NodeConditions() {}

  /** What the host measured just now. */
  record Measured(long availableMemory, HostFacts.Disk disk, HostFacts.Pids pids) {

    static Measured now(java.nio.file.Path directory) {
      return new Measured(HostFacts.availableMemory(), HostFacts.disk(directory), HostFacts.pids());
    }

    boolean memoryPressure() {
      return availableMemory < LEAST_MEMORY;
    }

    boolean diskPressure() {
      return disk.total() > 0 && disk.usable() < disk.total() * LEAST_DISK;
    }

    boolean pidPressure() {
      return pids.most() - pids.running() < pids.most() * LEAST_PIDS;
    }
  }

  /**
   * @param trouble why the node can't run Pods; null when it can
   */
  static List<NodeCondition> of(
      Measured measured, @Nullable String trouble, List<NodeCondition> before, Instant now) {
    List<NodeCondition> all = new ArrayList<>();
    all.add(
        pressure(
            "MemoryPressure",
            measured.memoryPressure(),
            "KubeletHasInsufficientMemory",
            "kubelet has insufficient memory available",
            "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available"));
    all.add(
        pressure(
            "DiskPressure",
            measured.diskPressure(),
            "KubeletHasDiskPressure",
            "kubelet has disk pressure",
            "KubeletHasNoDiskPressure",
            "kubelet has no disk pressure"));
    all.add(
        pressure(
            "PIDPressure",
            measured.pidPressure(),
            "KubeletHasInsufficientPID",
            "kubelet has insufficient PID available",
            "KubeletHasSufficientPID",
            "kubelet has sufficient PID available"));
    all.add(
        trouble == null
            ? condition("Ready", "True", "KubeletReady", "kubelet is posting ready status")
            : condition("Ready", "False", "KubeletNotReady", trouble));
    List<NodeCondition> stamped = new ArrayList<>();
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    for (NodeCondition condition : all) {
      String since =
          before.stream()
              .filter(c -> c.getType().equals(condition.getType()))
              .filter(c -> c.getStatus().equals(condition.getStatus()))
              .map(NodeCondition::getLastTransitionTime)
              .findFirst()
              .orElse(time);
      stamped.add(
          new NodeConditionBuilder(condition)
              .withLastTransitionTime(since)
              .withLastHeartbeatTime(time)
              .build());
    }
    return stamped;
  }

  private static NodeCondition pressure(
      String type, boolean on, String reasonOn, String messageOn, String reasonOff, String off) {
    return on
        ? condition(type, "True", reasonOn, messageOn)
        : condition(type, "False", reasonOff, off);
  }

  private static NodeCondition condition(
      String type, String status, String reason, String message) {
    return new NodeConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .build();
  }
}
