package dev.setpoint.agent.probe;

import io.fabric8.kubernetes.api.model.Probe;

/** Turns a row of probe outcomes into a verdict by the probe's thresholds. */
final class ProbeCounter {

  private final int failureThreshold;
  private final int successThreshold;
  private boolean verdict;
  private boolean last;
  private int row;

  ProbeCounter(Probe probe, boolean initial) {
    this.failureThreshold = probe.getFailureThreshold() == null ? 3 : probe.getFailureThreshold();
    this.successThreshold = probe.getSuccessThreshold() == null ? 1 : probe.getSuccessThreshold();
    this.verdict = initial;
  }

  /** Counts an outcome and returns the verdict, which changes only at a threshold. */
  boolean count(boolean success) {
    row = success == last ? row + 1 : 1;
    last = success;
    if (row >= (success ? successThreshold : failureThreshold)) {
      verdict = success;
    }
    return verdict;
  }

  boolean reachedFailure() {
    return !last && row >= failureThreshold;
  }
}
