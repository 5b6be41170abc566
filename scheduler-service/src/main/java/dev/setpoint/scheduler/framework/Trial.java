package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Places Pods one after the other on a copy of a snapshot, to see what would become of them. */
public final class Trial {

  private final Decider decider;
  private ClusterSnapshot snapshot;

  public Trial(Decider decider, ClusterSnapshot snapshot) {
    this.decider = decider;
    this.snapshot = snapshot;
  }

  /** Decides, and if there is a Node for the Pod, counts it there from now on. */
  public Decision place(PodInfo pod) {
    Decision decision = decider.decide(pod, snapshot);
    if (decision instanceof Decision.Placed placed) {
      put(pod, placed.node(), List.of());
    }
    return decision;
  }

  /** Counts a Pod on a Node that others have left. */
  public void put(PodInfo pod, String name, Collection<PodInfo> leaving) {
    NodeInfo node = snapshot.node(name);
    if (node == null) {
      throw new IllegalArgumentException("no Node " + name);
    }
    List<PodInfo> pods = new ArrayList<>(node.pods());
    pods.removeAll(leaving);
    pods.add(pod);
    snapshot = snapshot.with(new NodeInfo(node.facts(), pods)).withoutNomination(pod);
  }

  public ClusterSnapshot snapshot() {
    return snapshot;
  }
}
