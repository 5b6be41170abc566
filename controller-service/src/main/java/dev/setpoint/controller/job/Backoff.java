package dev.setpoint.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/** How long to wait before a Pod is made in the place of one that failed. */
final class Backoff {

  private static final long FIRST_SECONDS = 10;
  private static final long MOST_SECONDS = 360;

  private Backoff() {}

  /** The wait that the failures since the last success ask for; zero if it is over. */
  static Duration left(Job job, Collection<Pod> pods, Instant now) {
    Instant success = Instant.MIN;
    for (Pod pod : pods) {
      Instant end = JobPods.finishedAt(pod, now);
      if (JobPods.hasSucceeded(pod) && end.isAfter(success)) {
        success = end;
      }
    }
    int failures = 0;
    Instant last = Instant.MIN;
    for (Pod pod : pods) {
      Instant end = JobPods.finishedAt(pod, now);
      if (JobPods.hasFailed(pod, job)
          && FailurePolicy.of(job, pod).action() != FailurePolicy.Action.IGNORE
          && end.isAfter(success)) {
        failures++;
        last = end.isAfter(last) ? end : last;
      }
    }
    return failures == 0 ? Duration.ZERO : left(failures, last, now);
  }

  static Duration left(int failures, Instant last, Instant now) {
    long seconds = Math.min(MOST_SECONDS, FIRST_SECONDS << Math.min(failures - 1, 10));
    Duration left = Duration.between(now, last.plusSeconds(seconds));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
