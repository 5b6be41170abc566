package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The extenders in the order in which they are asked, each about what the one before left. */
public record Extenders(List<Extender> all) {

  /** What Pods that an extender refused are said to be rejected by: any change wakes them. */
  static final String NAME = "Extender";

  public static final Extenders NONE = new Extenders(List.of());

  List<NodeInfo> narrow(
      PodInfo pod, List<NodeInfo> feasible, BiConsumer<NodeInfo, Verdict> refused) {
    List<NodeInfo> left = feasible;
    for (Extender extender : all) {
      if (!left.isEmpty() && extender.concerns(pod)) {
        Map<String, Verdict> refusals = extender.refusals(pod, left);
        List<NodeInfo> fitting = new ArrayList<>(left.size());
        for (NodeInfo node : left) {
          Verdict refusal = refusals.get(node.name());
          if (refusal == null) {
            fitting.add(node);
          } else {
            refused.accept(node, refusal);
          }
        }
        left = fitting;
      }
    }
    return left;
  }

  void score(PodInfo pod, List<NodeInfo> feasible, long[] totals) {
    for (Extender extender : all) {
      if (extender.concerns(pod)) {
        Map<String, Long> points = extender.points(pod, feasible);
        for (int i = 0; i < totals.length; i++) {
          totals[i] += points.getOrDefault(feasible.get(i).name(), 0L);
        }
      }
    }
  }

  /** The one that binds the Pod, if any does. */
  public Optional<Extender> binder(PodInfo pod) {
    return all.stream().filter(e -> e.binds() && e.concerns(pod)).findFirst();
  }
}
