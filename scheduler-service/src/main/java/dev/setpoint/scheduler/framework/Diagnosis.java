package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.NodeInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Why no Node would do: every Node has one verdict, whose reasons are counted.
 *
 * @param nodes how many Nodes there are
 * @param asked the Nodes that were filtered; those that a plugin ruled out beforehand are missing
 * @param verdicts on the Nodes asked, in the same order
 * @param absent the verdict on the missing ones
 * @param general the verdict of a plugin that ruled out every Node by looking at the Pod alone;
 *     FITS if none did
 * @param rejectedBy the plugins that said no, whose hints wake the Pod
 * @param preemption what evicting others would do, appended as it is; may be empty
 */
public record Diagnosis(
    int nodes,
    List<NodeInfo> asked,
    List<Verdict> verdicts,
    Verdict absent,
    Verdict general,
    Set<String> rejectedBy,
    String preemption) {

  public Diagnosis {
    rejectedBy = Set.copyOf(rejectedBy);
  }

  public Diagnosis withPreemption(String text) {
    return new Diagnosis(nodes, asked, verdicts, absent, general, rejectedBy, text);
  }

  /** What was found about one Node. */
  public Verdict verdict(NodeInfo node) {
    int position = asked.indexOf(node);
    return position < 0 ? absent : verdicts.get(position);
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
    Map<Verdict, int[]> alike = new IdentityHashMap<>(); // plugins share their verdicts
    for (Verdict verdict : verdicts) {
      alike.computeIfAbsent(verdict, v -> new int[1])[0]++;
    }
    int missing = nodes - asked.size();
    if (missing > 0) {
      alike.computeIfAbsent(absent, v -> new int[1])[0] += missing;
    }
    Map<String, Integer> counts = new HashMap<>();
    alike.forEach(
        (verdict, times) ->
            verdict.reasons().forEach(reason -> counts.merge(reason, times[0], Integer::sum)));
    return counted(counts);
  }

  static List<String> counted(Map<String, Integer> counts) {
    Set<String> lines = new TreeSet<>();
    counts.forEach((reason, count) -> lines.add(count + " " + reason));
    return new ArrayList<>(lines);
  }
}
