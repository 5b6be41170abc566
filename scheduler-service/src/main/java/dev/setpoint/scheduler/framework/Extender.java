package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.Map;

/** A program outside this one that has a say in decisions. */
public interface Extender {

  boolean concerns(PodInfo pod);

  /** What is said against Nodes, by their names; Nodes that would do are missing. */
  Map<String, Verdict> refusals(PodInfo pod, List<NodeInfo> nodes);

  /** Points to add to the scores of Nodes, by their names; weighed already. */
  Map<String, Long> points(PodInfo pod, List<NodeInfo> nodes);

  /** Whether {@link #bind} is this extender's business. */
  boolean binds();

  /** Throws an IllegalStateException where it fails. */
  void bind(PodInfo pod, String node);
}
