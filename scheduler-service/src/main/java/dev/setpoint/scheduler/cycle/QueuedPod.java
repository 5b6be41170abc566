package dev.setpoint.scheduler.cycle;

import dev.setpoint.scheduler.snapshot.PodInfo;
import java.time.Instant;
import java.util.Set;

/**
 * A Pod that waits for a Node.
 *
 * @param since when it was first queued
 * @param queuedAt when it last entered its queue
 * @param attempts how often it was tried
 * @param retryAt the end of its backoff
 * @param rank its place among Pods of one priority
 * @param rejectedBy the plugins that kept it off Nodes in the last attempt; none after an error
 */
record QueuedPod(
    PodInfo pod,
    Instant since,
    Instant queuedAt,
    int attempts,
    Instant retryAt,
    Rank rank,
    Set<String> rejectedBy) {

  /**
   * @param gang keeps Pods of one gang together; empty for a Pod of none
   */
  record Rank(Instant since, String gang) {

    static Rank alone(Instant since) {
      return new Rank(since, "");
    }
  }

  static QueuedPod fresh(PodInfo pod, Instant now) {
    return new QueuedPod(pod, now, now, 0, now, Rank.alone(now), Set.of());
  }

  String uid() {
    return pod.uid();
  }

  QueuedPod with(PodInfo newer) {
    return new QueuedPod(newer, since, queuedAt, attempts, retryAt, rank, rejectedBy);
  }

  QueuedPod queuedAt(Instant now) {
    return new QueuedPod(pod, since, now, attempts, retryAt, Rank.alone(now), rejectedBy);
  }

  QueuedPod ranked(Rank place) {
    return new QueuedPod(pod, since, queuedAt, attempts, retryAt, place, rejectedBy);
  }

  QueuedPod tried() {
    return new QueuedPod(pod, since, queuedAt, attempts + 1, retryAt, rank, Set.of());
  }

  QueuedPod failed(Instant now, Instant retry, Set<String> plugins) {
    return new QueuedPod(pod, since, now, attempts, retry, rank, plugins);
  }
}
