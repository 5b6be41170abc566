package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.Optional;

/** Prefers some feasible Nodes to others. */
public interface ScorePlugin extends Plugin {

  /** PreScore; empty if this plugin has no preference for the Pod. */
  Optional<NodeScorer> prepareScore(PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible);
}
