package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.PodInfo;

/** Keeps books of its own about placed Pods; both calls come from one decision at a time. */
public interface ReservePlugin extends Plugin {

  Verdict reserve(PodInfo pod, String node);

  /** Undoes a reservation; also called for one that failed, so it must be idempotent. */
  void unreserve(PodInfo pod, String node);
}
