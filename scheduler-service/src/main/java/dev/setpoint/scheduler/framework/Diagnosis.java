package dev.setpoint.scheduler.framework;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Why no Node would do: every Node has one verdict, whose reasons are counted.
 *
 * @param nodes how many Nodes there are
 * @param verdicts by Node name; Nodes that a plugin ruled out beforehand are missing
 * @param absent the verdict on the missing ones
 * @param general the verdict of a plugin that ruled out every Node by looking at the Pod alone;
 *     FITS if none did
 * @param rejectedBy the plugins that said no, whose hints wake the Pod
 * @param preemption what evicting others would do, appended as it is; may be empty
 */
public record Diagnosis(
    int nodes,
    Map<String, Verdict> verdicts,
    Verdict absent,
    Verdict general,
    Set<String> rejectedBy,
    String preemption) {

  public Diagnosis {
    verdicts = Collections.unmodifiableMap(verdicts);
    rejectedBy = Set.copyOf(rejectedBy);
  }

  public Diagnosis withPreemption(String text) {
    return new Diagnosis(nodes, verdicts, absent, general, rejectedBy, text);
  }

  /** The text of the condition and the Event, in kube-scheduler's words. */
  public String message() {
    if (nodes == 0) {
      return "no nodes available to schedule pods";
    }
    StringBuilder text = new StringBuilder("0/").append(nodes).append(" nodes are available:");
    if (!general.reasons().isEmpty()) {
      text.append(' ').append(String.join(", ", general.reasons())).append('.');
    } else {
      text.append(' ').append(String.join(", ", histogram())).append('.');
    }
    if (!preemption.isEmpty()) {
      text.append(' ').append(preemption);
    }
    return text.toString();
  }

  /** Each reason with the number of Nodes it holds for, sorted as text. */
  private List<String> histogram() {
    Map<String, Integer> counts = new HashMap<>();
    for (Verdict verdict : verdicts.values()) {
      verdict.reasons().forEach(reason -> counts.merge(reason, 1, Integer::sum));
    }
    int missing = nodes - verdicts.size();
    if (missing > 0) {
      absent.reasons().forEach(reason -> counts.merge(reason, missing, Integer::sum));
    }
    return counted(counts);
  }

  static List<String> counted(Map<String, Integer> counts) {
    Set<String> lines = new TreeSet<>();
    counts.forEach((reason, count) -> lines.add(count + " " + reason));
    return new ArrayList<>(lines);
  }
}
