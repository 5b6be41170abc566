package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.HashMap;
import java.util.Map;

/**
 * Says, in kube-scheduler's words, why evicting Pods of lower priority would not place this one. It
 * claims only what holds without trying: where a Node has such Pods, it says nothing at all.
 */
public final class PreemptionNote {

  private static final String NOT_HELPFUL = "Preemption is not helpful for scheduling";
  private static final String NO_VICTIMS = "No preemption victims found for incoming pod";

  private PreemptionNote() {}

  public static String of(PodInfo pod, Diagnosis diagnosis, ClusterSnapshot snapshot) {
    if (diagnosis.nodes() == 0) {
      return "";
    }
    if ("Never".equals(pod.pod().getSpec().getPreemptionPolicy())) {
      return "preemption: not eligible due to preemptionPolicy=Never.";
    }
    Map<String, Integer> counts = new HashMap<>();
    int missing = diagnosis.nodes() - diagnosis.verdicts().size();
    if (missing > 0) {
      counts.put(NOT_HELPFUL, missing);
    }
    for (Map.Entry<String, Verdict> entry : diagnosis.verdicts().entrySet()) {
      switch (entry.getValue()) {
        case Verdict.Fits fits -> {}
        case Verdict.Unresolvable never -> counts.merge(NOT_HELPFUL, 1, Integer::sum);
        case Verdict.Unschedulable perhaps -> {
          if (hasLowerPriority(pod, snapshot.node(entry.getKey()))) {
            return "";
          }
          counts.merge(NO_VICTIMS, 1, Integer::sum);
        }
      }
    }
    return "preemption: 0/%d nodes are available: %s."
        .formatted(diagnosis.nodes(), String.join(", ", Diagnosis.counted(counts)));
  }

  private static boolean hasLowerPriority(
      PodInfo pod, @org.jspecify.annotations.Nullable NodeInfo node) {
    return node != null && node.pods().stream().anyMatch(p -> p.priority() < pod.priority());
  }
}
