package dev.setpoint.scheduler.preemption;

/** What evicting others would do for a Pod that fits nowhere. */
public sealed interface Preemption {

  /** These make way; the Pod is promised their Node. */
  record Evict(Candidate candidate) implements Preemption {}

  /**
   * Not now, for example since those that make way have not left yet; a promise made stands.
   *
   * @param note why, in kube-scheduler's words
   */
  record NotEligible(String note) implements Preemption {}

  /** Nothing that may be evicted makes enough room; a promise made is void. */
  record Useless(String note) implements Preemption {}
}
