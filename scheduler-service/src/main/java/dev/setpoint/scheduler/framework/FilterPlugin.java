package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.Set;

/**
 * Keeps Pods off Nodes. PreFilter and Filter in one: what is worked out once per Pod stays in the
 * filter that {@link #prepare} returns, so there is no shared state to look up per Node.
 */
public interface FilterPlugin extends Plugin {

  Preparation prepare(PodInfo pod, ClusterSnapshot snapshot);

  /** The outcome of looking at the Pod alone. */
  sealed interface Preparation {

    Preparation SKIP = new Skip();

    static Preparation each(NodeFilter filter) {
      return new Each(filter);
    }

    /** This rule has nothing to say about the Pod. */
    record Skip() implements Preparation {}

    /** No Node can do; the verdict stands for all of them. */
    record Rejected(Verdict verdict) implements Preparation {}

    /** Ask about each Node. */
    record Each(NodeFilter filter) implements Preparation {}

    /** Only these Nodes can do; ask about each of them. */
    record Among(Set<String> nodes, NodeFilter filter) implements Preparation {}
  }
}
