package dev.setpoint.scheduler.cycle;

import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Pods that wait for a Node. Each is in exactly one place: {@code active} (to be tried now, by
 * priority and then by age), {@code backoff} (to be tried when its wait is over), {@code
 * unschedulable} (to be tried when something changes that may help), {@code gated} (not to be tried
 * at all), {@code inFlight} between {@link #pop} and the decision, or {@code binding} after it.
 *
 * <p>A change that happens while a Pod is in flight is not in the snapshot it is judged by, so such
 * changes are kept and asked about when the Pod comes back rejected; otherwise it might wait for an
 * event that has already happened.
 */
final class SchedulingQueue {

  /** Changes kept for Pods in flight; when they are more, a returning Pod is simply retried. */
  private static final int MAX_CHANGES = 4096;

  /** An attempt under way; {@code newest} is the Pod as last seen, null once it is gone. */
  private static final class Flight {
    final long firstChange;
    @Nullable PodInfo newest;

    Flight(long firstChange, PodInfo newest) {
      this.firstChange = firstChange;
      this.newest = newest;
    }
  }

  private static final Comparator<QueuedPod> BY_PRIORITY =
      Comparator.comparingInt((QueuedPod p) -> p.pod().priority())
          .reversed()
          .thenComparing((QueuedPod p) -> p.rank().since())
          .thenComparing((QueuedPod p) -> p.rank().gang())
          .thenComparing(QueuedPod::uid);

  private static final Comparator<QueuedPod> BY_RETRY =
      Comparator.comparing(QueuedPod::retryAt).thenComparing(QueuedPod::uid);

  private final Clock clock;
  private final QueueProperties properties;
  private final Hints hints;
  private final Function<PodInfo, Verdict> admit;
  private final Function<PodInfo, QueuedPod.@Nullable Rank> ranks;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TreeSet<QueuedPod> active = new TreeSet<>(BY_PRIORITY);
  private final TreeSet<QueuedPod> backoff = new TreeSet<>(BY_RETRY);

  /** Oldest first, because Pods enter with the current time. */
  private final LinkedHashMap<String, QueuedPod> unschedulable = new LinkedHashMap<>();

  private final Map<String, QueuedPod> gated = new HashMap<>();

  /** Where each waiting Pod is, as it was put there. */
  private final Map<String, QueuedPod> waiting = new HashMap<>();

  private final Map<String, Flight> inFlight = new HashMap<>();
  private final Map<String, Flight> binding = new HashMap<>();
  private final List<ClusterChange> changes = new ArrayList<>();
  private long firstKeptChange;

  /**
   * @param ranks where Pods of gangs stand among those of their priority; null for all others
   */
  SchedulingQueue(
      Clock clock,
      QueueProperties properties,
      Hints hints,
      Function<PodInfo, Verdict> admit,
      Function<PodInfo, QueuedPod.@Nullable Rank> ranks) {
    this.clock = clock;
    this.properties = properties;
    this.hints = hints;
    this.admit = admit;
    this.ranks = ranks;
  }

  /** How many Pods wait where. */
  record Sizes(int active, int backoff, int unschedulable, int gated, int inFlight, int binding) {}

  /** Queues a new Pod, or takes note of a newer version of one that is known. */
  void put(PodInfo pod) {
    lock.lock();
    try {
      Flight flight = flight(pod.uid());
      if (flight != null) {
        flight.newest = pod;
        return;
      }
      QueuedPod known = waiting.get(pod.uid());
      if (known == null) {
        enter(QueuedPod.fresh(pod, clock.instant()));
      } else {
        replace(known, pod);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Only a Pod whose spec or labels changed is worth a new try; its status is ours to write. */
  private void replace(QueuedPod known, PodInfo pod) {
    boolean wasUnschedulable = unschedulable.containsKey(pod.uid());
    boolean wasBackoff = backoff.contains(known);
    boolean wasGated = gated.containsKey(pod.uid());
    boolean worthIt = wasGated || differs(known.pod(), pod);
    QueuedPod newer = known.with(pod);
    leave(known);
    if (wasUnschedulable && !worthIt) {
      waiting.put(newer.uid(), newer);
      unschedulable.put(newer.uid(), newer);
    } else if (wasBackoff || wasUnschedulable) {
      retry(newer);
    } else {
      enter(wasGated ? newer.queuedAt(clock.instant()) : newer);
    }
  }

  private static boolean differs(PodInfo before, PodInfo after) {
    return !before.pod().getSpec().equals(after.pod().getSpec())
        || !before.labels().equals(after.labels());
  }

  /** The Pod is deleted, bound or no longer ours. */
  void remove(String uid) {
    lock.lock();
    try {
      Flight flight = flight(uid);
      if (flight != null) {
        flight.newest = null;
      }
      QueuedPod known = waiting.get(uid);
      if (known != null) {
        leave(known);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Something happened: wakes the Pods it may help. */
  void onChange(ClusterChange change) {
    lock.lock();
    try {
      if (!inFlight.isEmpty()) {
        if (changes.size() >= MAX_CHANGES) {
          firstKeptChange += changes.size();
          changes.clear();
        }
        changes.add(change);
      }
      List<QueuedPod> woken = null;
      for (QueuedPod pod : unschedulable.values()) {
        if (hints.mayHelp(pod.pod(), pod.rejectedBy(), change)) {
          woken = woken == null ? new ArrayList<>() : woken;
          woken.add(pod);
        }
      }
      if (woken != null) {
        for (QueuedPod pod : woken) {
          leave(pod);
          retry(pod);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next Pod to try; waits for one. */
  QueuedPod pop() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        QueuedPod next = poll();
        if (next != null) {
          return next;
        }
        Instant due = nextDue();
        if (due == null) {
          changed.await();
        } else {
          long nanos = Duration.between(clock.instant(), due).toNanos();
          boolean woken = changed.await(Math.max(nanos, 1), TimeUnit.NANOSECONDS);
          if (!woken) {
            continue;
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next Pod to try now, if there is one; it is in flight until the attempt ends. */
  @Nullable QueuedPod poll() {
    lock.lock();
    try {
      flush(clock.instant());
      QueuedPod next = active.pollFirst();
      if (next == null) {
        return null;
      }
      waiting.remove(next.uid());
      inFlight.put(next.uid(), new Flight(firstKeptChange + changes.size(), next.pod()));
      return next.tried();
    } finally {
      lock.unlock();
    }
  }

  /** The Pod has a Node and is being bound; what changes from now on matters no more. */
  void decided(String uid) {
    lock.lock();
    try {
      Flight flight = inFlight.remove(uid);
      if (flight != null) {
        binding.put(uid, flight);
      }
      trimChanges();
    } finally {
      lock.unlock();
    }
  }

  /** The attempt ended well, or the Pod is nobody's business any more. */
  void done(String uid) {
    lock.lock();
    try {
      land(uid);
      trimChanges();
    } finally {
      lock.unlock();
    }
  }

  /** No Node would do: waits for a change that helps one of the plugins that said no. */
  void rejected(QueuedPod pod, Set<String> rejectedBy) {
    lock.lock();
    try {
      Flight flight = land(pod.uid());
      PodInfo newest = flight == null ? null : flight.newest;
      if (flight != null && newest != null) {
        QueuedPod failed = failed(pod, rejectedBy).with(newest);
        if (differs(pod.pod(), newest) || helpedMeanwhile(flight, failed)) {
          retry(failed);
        } else {
          waiting.put(failed.uid(), failed);
          unschedulable.put(failed.uid(), failed);
          changed.signal();
        }
      }
      trimChanges();
    } finally {
      lock.unlock();
    }
  }

  /** Something went wrong that is not the Pod's fault, such as a lost race: tried again soon. */
  void retryLater(QueuedPod pod) {
    lock.lock();
    try {
      Flight flight = land(pod.uid());
      PodInfo newest = flight == null ? null : flight.newest;
      if (newest != null) {
        retry(failed(pod, Set.of()).with(newest));
      }
      trimChanges();
    } finally {
      lock.unlock();
    }
  }

  /** Something that no plugin hints at has changed for a Pod: tries it again after its backoff. */
  void wake(String uid) {
    lock.lock();
    try {
      QueuedPod pod = unschedulable.get(uid);
      if (pod != null) {
        leave(pod);
        retry(pod);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tries these Pods now, whatever they wait for. */
  void activate(Collection<String> uids) {
    lock.lock();
    try {
      for (String uid : uids) {
        QueuedPod pod = waiting.get(uid);
        if (pod != null && !active.contains(pod) && !gated.containsKey(uid)) {
          leave(pod);
          enter(pod.queuedAt(clock.instant()));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  Sizes sizes() {
    lock.lock();
    try {
      return new Sizes(
          active.size(),
          backoff.size(),
          unschedulable.size(),
          gated.size(),
          inFlight.size(),
          binding.size());
    } finally {
      lock.unlock();
    }
  }

  private QueuedPod failed(QueuedPod pod, Set<String> rejectedBy) {
    Instant now = clock.instant();
    return pod.failed(now, now.plus(properties.backoff(pod.attempts())), rejectedBy);
  }

  private @Nullable Flight flight(String uid) {
    Flight flight = inFlight.get(uid);
    return flight != null ? flight : binding.get(uid);
  }

  private @Nullable Flight land(String uid) {
    Flight flight = inFlight.remove(uid);
    return flight != null ? flight : binding.remove(uid);
  }

  private boolean helpedMeanwhile(Flight flight, QueuedPod pod) {
    if (flight.firstChange < firstKeptChange) {
      return true;
    }
    for (int i = (int) (flight.firstChange - firstKeptChange); i < changes.size(); i++) {
      if (hints.mayHelp(pod.pod(), pod.rejectedBy(), changes.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Nobody in flight: nobody to tell what happened. */
  private void trimChanges() {
    if (inFlight.isEmpty()) {
      firstKeptChange += changes.size();
      changes.clear();
    }
  }

  /** Into active, unless a plugin holds the Pod back. */
  private void enter(QueuedPod entering) {
    QueuedPod.Rank rank = ranks.apply(entering.pod());
    QueuedPod pod = rank == null ? entering : entering.ranked(rank);
    waiting.put(pod.uid(), pod);
    if (admit.apply(pod.pod()) instanceof Verdict.Fits) {
      active.add(pod);
      changed.signal();
    } else {
      gated.put(pod.uid(), pod);
    }
  }

  private void retry(QueuedPod pod) {
    if (pod.retryAt().isAfter(clock.instant())) {
      waiting.put(pod.uid(), pod);
      backoff.add(pod);
      changed.signal();
    } else {
      enter(pod.queuedAt(clock.instant()));
    }
  }

  private void leave(QueuedPod pod) {
    waiting.remove(pod.uid());
    active.remove(pod);
    backoff.remove(pod);
    unschedulable.remove(pod.uid());
    gated.remove(pod.uid());
  }

  private void flush(Instant now) {
    while (!backoff.isEmpty() && !backoff.first().retryAt().isAfter(now)) {
      enter(backoff.removeFirst().queuedAt(now));
    }
    Instant limit = now.minus(properties.flushAfter());
    while (!unschedulable.isEmpty()
        && !unschedulable.firstEntry().getValue().queuedAt().isAfter(limit)) {
      QueuedPod pod = unschedulable.pollFirstEntry().getValue();
      retry(pod);
    }
  }

  private @Nullable Instant nextDue() {
    Instant due = backoff.isEmpty() ? null : backoff.first().retryAt();
    if (!unschedulable.isEmpty()) {
      Instant flush =
          unschedulable.firstEntry().getValue().queuedAt().plus(properties.flushAfter());
      due = due == null || flush.isBefore(due) ? flush : due;
    }
    return due;
  }
}
