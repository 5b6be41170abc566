package dev.setpoint.scheduler.framework;

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

  public static String of(PodInfo pod, Diagnosis diagnosis) {
    if (diagnosis.nodes() == 0) {
      return "";
    }
    if ("Never".equals(pod.pod().getSpec().getPreemptionPolicy())) {
      return "preemption: not eligible due to preemptionPolicy=Never.";
    }
    int missing = diagnosis.nodes() - diagnosis.asked().size();
    int hopeless = missing;
    int victimless = 0;
    for (int i = 0; i < diagnosis.asked().size(); i++) {
      switch (diagnosis.verdicts().get(i)) {
        case Verdict.Fits fits -> {}
        case Verdict.Unresolvable never -> hopeless++;
        case Verdict.Unschedulable perhaps -> {
          if (diagnosis.asked().get(i).lowestPriority() < pod.priority()) {
            return "";
          }
          victimless++;
        }
      }
    }
    Map<String, Integer> counts = new HashMap<>();
    if (hopeless > 0) {
      counts.put(NOT_HELPFUL, hopeless);
    }
    if (victimless > 0) {
      counts.put(NO_VICTIMS, victimless);
    }
    return "preemption: 0/%d nodes are available: %s."
        .formatted(diagnosis.nodes(), String.join(", ", Diagnosis.counted(counts)));
  }
}
