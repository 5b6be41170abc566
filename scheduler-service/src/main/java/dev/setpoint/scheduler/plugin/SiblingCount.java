package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.framework.LabelMatcher;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.snapshot.PodLabels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the Pods of one namespace that a selector matches; each distinct set of labels once. */
final class SiblingCount {

  private final String namespace;
  private final LabelMatcher selector;
  private final Map<PodLabels, Boolean> known = new HashMap<>();

  SiblingCount(String namespace, LabelMatcher selector) {
    this.namespace = namespace;
    this.selector = selector;
  }

  /** Pods on their way out don't count: their room is about to be free. */
  int on(NodeInfo node) {
    List<PodInfo> pods = node.pods();
    int count = 0;
    for (int i = 0; i < pods.size(); i++) {
      PodInfo pod = pods.get(i);
      if (matches(pod.labels()) && !pod.terminating()) {
        count++;
      }
    }
    return count;
  }

  private boolean matches(PodLabels labels) {
    if (!labels.namespace().equals(namespace)) {
      return false;
    }
    Boolean seen = known.get(labels);
    if (seen == null) {
      seen = selector.test(labels.labels());
      known.put(labels, seen);
    }
    return seen;
  }
}
