package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.framework.NodeScorer;
import dev.setpoint.scheduler.framework.ScorePlugin;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.snapshot.ResourceVector;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Prefers Nodes whose CPU and memory fill up evenly, so that neither is left over. */
@Component
public final class NodeResourcesBalancedAllocation implements ScorePlugin {

  @Override
  public String name() {
    return "NodeResourcesBalancedAllocation";
  }

  @Override
  public int order() {
    return 90;
  }

  /** Best-effort Pods change no balance, so they are left to the other plugins. */
  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
    long cpu = pod.requests().milliCpu();
    long memory = pod.requests().memory();
    return cpu == 0 && memory == 0
        ? Optional.empty()
        : Optional.of(node -> balance(node, cpu, memory));
  }

  /** The standard deviation of two fractions is half their distance. */
  private static long balance(NodeInfo node, long cpu, long memory) {
    ResourceVector allocatable = node.allocatable();
    if (allocatable.milliCpu() == 0 || allocatable.memory() == 0) {
      return NodeScorer.MAX;
    }
    double cpuShare = share(node.requestedMilliCpu() + cpu, allocatable.milliCpu());
    double memoryShare = share(node.requestedMemory() + memory, allocatable.memory());
    return (long) ((1 - Math.abs(cpuShare - memoryShare) / 2) * NodeScorer.MAX);
  }

  private static double share(long requested, long allocatable) {
    return Math.min(1, (double) requested / allocatable);
  }
}
