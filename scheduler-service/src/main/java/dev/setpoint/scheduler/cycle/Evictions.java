package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.informer.ResourceHandler;
import dev.setpoint.scheduler.preemption.Candidate;
import dev.setpoint.scheduler.preemption.PreemptionPlanner;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends victims away while the loop goes on. A victim counts as being evicted from the decision
 * until the informer shows it leaving, so that its preemptor waits instead of evicting more.
 */
final class Evictions implements ResourceHandler<Pod>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Evictions.class);

  private final PodApi api;
  private final Binder binder;
  private final ClusterCache cache;
  private final SchedulingQueue queue;
  private final EventRecorder events;
  private final Clock clock;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("evict-", 0).factory());

  Evictions(
      PodApi api,
      Binder binder,
      ClusterCache cache,
      SchedulingQueue queue,
      EventRecorder events,
      Clock clock) {
    this.api = api;
    this.binder = binder;
    this.cache = cache;
    this.queue = queue;
    this.events = events;
    this.clock = clock;
  }

  boolean underWay(PodInfo pod) {
    return underWay.contains(pod.uid());
  }

  /**
   * @param overtaken Pods that lose the promise of the same Node
   */
  void evict(PodInfo preemptor, Candidate candidate, List<PodInfo> overtaken) {
    for (PodInfo victim : candidate.victims()) {
      underWay.add(victim.uid());
      threads.execute(() -> evict(preemptor, victim, candidate.node()));
    }
    for (PodInfo other : overtaken) {
      if (cache.withdraw(other.uid())) {
        threads.execute(() -> tell(other));
      }
    }
  }

  private void evict(PodInfo preemptor, PodInfo victim, String node) {
    try {
      // A Pod that only waits for permission gives its room back without being deleted.
      if (binder.denyWaiting(victim.uid(), "preempted")) {
        underWay.remove(victim.uid());
      } else {
        api.setCondition(victim.key(), condition(victim));
        api.delete(victim.key(), victim.uid());
      }
      events.event(
          victim.pod(),
          EventRecorder.NORMAL,
          "Preempted",
          "Preempted by pod %s on node %s".formatted(preemptor.uid(), node));
      log.info("{} on {} makes way for {}", victim, node, preemptor);
    } catch (ApiException e) {
      underWay.remove(victim.uid());
      if (e.reason() != StatusReason.NotFound) {
        log.info("{} could not be evicted for {}: {}", victim, preemptor, e.message());
        cache.withdraw(preemptor.uid());
        queue.wake(preemptor.uid());
      }
    }
  }

  private PodCondition condition(PodInfo victim) {
    return new PodConditionBuilder()
        .withType("DisruptionTarget")
        .withStatus("True")
        .withReason(PreemptionPlanner.REASON)
        .withMessage(
            "%s: preempting to accommodate a higher priority pod"
                .formatted(victim.pod().getSpec().getSchedulerName()))
        .withLastTransitionTime(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
        .build();
  }

  private void tell(PodInfo overtaken) {
    try {
      api.clearNomination(overtaken.key());
    } catch (ApiException e) {
      if (e.reason() != StatusReason.NotFound) {
        log.info("{} still seems to be promised a Node: {}", overtaken, e.message());
      }
    }
  }

  @Override
  public void onAdd(Pod pod) {}

  @Override
  public void onUpdate(Pod before, Pod after) {
    if (after.getMetadata().getDeletionTimestamp() != null) {
      underWay.remove(PodInfo.uidOf(after));
    }
  }

  @Override
  public void onDelete(Pod pod) {
    underWay.remove(PodInfo.uidOf(pod));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
