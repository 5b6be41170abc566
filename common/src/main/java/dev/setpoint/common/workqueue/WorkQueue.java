package dev.setpoint.common.workqueue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys to work on: each once however often it was added, never by two workers at a time, and again
 * if it was added while it was worked on. After client-go's workqueue.
 *
 * <p>Invariants, under the lock: {@code dirty} holds every key that needs work; {@code processing}
 * every key that a worker has; {@code queue} exactly the keys that are dirty and not processing,
 * each once, in the order in which they became so.
 */
public final class WorkQueue<K> {

  private final LongSupplier nanos;
  private final Backoff backoff;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<K> queue = new ArrayDeque<>();
  private final Map<K, Long> dirty = new HashMap<>();
  private final Set<K> processing = new HashSet<>();
  private final PriorityQueue<Delayed<K>> delayed =
      new PriorityQueue<>(Comparator.comparingLong(Delayed::at));
  private final Map<K, Long> delayedUntil = new HashMap<>();
  private final Map<K, Integer> failures = new HashMap<>();
  private boolean shutDown;
  private long added;
  private long retried;

  private record Delayed<K>(K key, long at) {}

  public WorkQueue() {
    this(Backoff.DEFAULT, System::nanoTime);
  }

  public WorkQueue(Backoff backoff, LongSupplier nanos) {
    this.backoff = backoff;
    this.nanos = nanos;
  }

  public void add(K key) {
    lock.lock();
    try {
      addLocked(key);
    } finally {
      lock.unlock();
    }
  }

  private void addLocked(K key) {
    if (shutDown || dirty.containsKey(key)) {
      return;
    }
    dirty.put(key, nanos.getAsLong());
    added++;
    if (!processing.contains(key)) {
      queue.add(key);
      changed.signal();
    }
  }

  /** Adds the key later; of several delays of one key the earliest counts. */
  public void addAfter(K key, Duration delay) {
    if (!delay.isPositive()) {
      add(key);
      return;
    }
    lock.lock();
    try {
      long at = nanos.getAsLong() + delay.toNanos();
      Long until = delayedUntil.get(key);
      if (shutDown || (until != null && until <= at)) {
        return;
      }
      delayedUntil.put(key, at);
      delayed.add(new Delayed<>(key, at)); // an entry that was superseded is skipped when due
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Adds the key after a delay that doubles with each call, until {@link #forget}. */
  public void addRateLimited(K key) {
    Duration delay;
    lock.lock();
    try {
      retried++;
      delay = backoff.delay(failures.merge(key, 1, Integer::sum) - 1);
    } finally {
      lock.unlock();
    }
    addAfter(key, delay);
  }

  /** The key's work went well: its next failure starts with the shortest delay again. */
  public void forget(K key) {
    lock.lock();
    try {
      failures.remove(key);
    } finally {
      lock.unlock();
    }
  }

  public int failures(K key) {
    lock.lock();
    try {
      return failures.getOrDefault(key, 0);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a key; null once the queue is shut down. Hand it back with {@link #done}. */
  public @Nullable K take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!shutDown) {
        K key = next();
        if (key != null) {
          return key;
        }
        Delayed<K> soonest = delayed.peek();
        if (soonest == null) {
          changed.await();
        } else {
          changed.awaitNanos(soonest.at() - nanos.getAsLong());
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** A key that is ready now, or null. */
  public @Nullable K poll() {
    lock.lock();
    try {
      return shutDown ? null : next();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable K next() {
    long now = nanos.getAsLong();
    for (Delayed<K> due = delayed.peek(); due != null && due.at() - now <= 0; ) {
      delayed.remove();
      if (delayedUntil.remove(due.key(), due.at())) {
        addLocked(due.key());
      }
      due = delayed.peek();
    }
    K key = queue.poll();
    if (key != null) {
      dirty.remove(key);
      processing.add(key);
    }
    return key;
  }

  /** The worker is through with the key; it is queued again if it was added meanwhile. */
  public void done(K key) {
    lock.lock();
    try {
      if (processing.remove(key) && dirty.containsKey(key)) {
        queue.add(key);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets every waiting worker go; later additions are ignored. */
  public void shutDown() {
    lock.lock();
    try {
      shutDown = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Figures for metrics, of one moment. */
  public Stats stats() {
    lock.lock();
    try {
      long now = nanos.getAsLong();
      long oldest = queue.isEmpty() ? now : dirty.getOrDefault(queue.peek(), now);
      return new Stats(
          queue.size(),
          delayedUntil.size(),
          processing.size(),
          added,
          retried,
          (now - oldest) / 1_000_000_000.0);
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param depth keys that wait for a worker
   * @param delayed keys that wait for their time
   * @param oldestSeconds how long the first of the waiting keys has waited
   */
  public record Stats(
      int depth, int delayed, int processing, long added, long retried, double oldestSeconds) {}
}
