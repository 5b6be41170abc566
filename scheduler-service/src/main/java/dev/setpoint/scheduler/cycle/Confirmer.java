package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up bound Pods that the informer is silent about. An assumption is never dropped just
 * because time has passed: the API says whether the Pod still takes the room.
 */
final class Confirmer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Confirmer.class);

  private final ClusterCache cache;
  private final SchedulingQueue queue;
  private final PodApi api;
  private final Clock clock;
  private final Duration within;
  private @Nullable Thread thread;

  Confirmer(ClusterCache cache, SchedulingQueue queue, PodApi api, Clock clock, Duration within) {
    this.cache = cache;
    this.queue = queue;
    this.api = api;
    this.clock = clock;
    this.within = within;
  }

  synchronized void start() {
    if (thread == null) {
      thread = Thread.ofVirtual().name("confirm-bindings").start(this::run);
    }
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(within);
        confirm();
      }
    } catch (InterruptedException closing) {
      log.debug("No more bindings are confirmed");
    }
  }

  void confirm() {
    for (ClusterCache.Assumed late : cache.unconfirmedSince(clock.instant().minus(within))) {
      try {
        settle(late, api.read(late.pod().key()));
      } catch (ApiException e) {
        log.info("Cannot look up {}, asking again: {}", late.pod(), e.message());
      }
    }
  }

  private void settle(ClusterCache.Assumed late, @Nullable Pod now) {
    PodInfo pod = late.pod();
    String node = now == null ? null : now.getSpec().getNodeName();
    if (now == null || !pod.uid().equals(PodInfo.uidOf(now))) {
      drop(pod);
    } else if (node == null || node.isEmpty()) {
      drop(pod);
      queue.put(cache.info(now));
    } else {
      log.info("The informer is late: {} is bound to {}", pod, node);
      cache.bound(pod.uid(), clock.instant());
    }
  }

  private void drop(PodInfo pod) {
    if (cache.forget(pod.uid())) {
      queue.onChange(new ClusterChange.PodGone(pod));
    }
  }

  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
