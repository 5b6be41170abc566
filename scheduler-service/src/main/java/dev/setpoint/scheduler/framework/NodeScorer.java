package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.NodeInfo;

/** A preference prepared for one Pod. */
@FunctionalInterface
public interface NodeScorer {

  long MAX = 100;

  long score(NodeInfo node);

  /** Brings raw scores into 0 to {@link #MAX}; the scores are those of the feasible Nodes. */
  default void normalize(long[] scores) {}

  /** Scales so that the highest becomes MAX; all zeros stay, or all become MAX if reversed. */
  static void scaleToMax(long[] scores, boolean reverse) {
    long max = 0;
    for (long score : scores) {
      max = Math.max(max, score);
    }
    for (int i = 0; i < scores.length; i++) {
      long scaled = max == 0 ? 0 : scores[i] * MAX / max;
      scores[i] = reverse ? MAX - scaled : scaled;
    }
  }
}
