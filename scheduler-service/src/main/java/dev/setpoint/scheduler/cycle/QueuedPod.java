package dev.setpoint.scheduler.cycle;

import dev.setpoint.scheduler.snapshot.PodInfo;
import java.time.Instant;
import java.util.Set;

/**
 * A Pod that waits for a Node.
 *
 * @param since when it was first queued
 * @param queuedAt when it last entered its queue; orders Pods of one priority
 * @param attempts how often it was tried
 * @param retryAt the end of its backoff
 * @param rejectedBy the plugins that kept it off Nodes in the last attempt; none after an error
 */
record QueuedPod(
    PodInfo pod,
    Instant since,
    Instant queuedAt,
    int attempts,
    Instant retryAt,
    Set<String> rejectedBy) {

  static QueuedPod fresh(PodInfo pod, Instant now) {
    return new QueuedPod(pod, now, now, 0, now, Set.of());
  }

  String uid() {
    return pod.uid();
  }

  QueuedPod with(PodInfo newer) {
    return new QueuedPod(newer, since, queuedAt, attempts, retryAt, rejectedBy);
  }

  QueuedPod queuedAt(Instant now) {
    return new QueuedPod(pod, since, now, attempts, retryAt, rejectedBy);
  }

  QueuedPod tried() {
    return new QueuedPod(pod, since, queuedAt, attempts + 1, retryAt, Set.of());
  }

  QueuedPod failed(Instant now, Instant retry, Set<String> plugins) {
    return new QueuedPod(pod, since, now, attempts, retry, plugins);
  }
}
