package dev.setpoint.api.publish;

import dev.setpoint.api.storage.Change;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands this replica's commits to the relay in memory. What is missing between them (another
 * replica's writes, or what did not fit) must be read from the change table.
 */
final class ChangeFeed {

  /** What the relay does next. */
  sealed interface Next {
    /** These follow the last revision without a gap. */
    record Changes(List<Change> changes) implements Next {}

    /** There is, or may be, more than memory holds. */
    record ReadTable() implements Next {}

    record Idle() implements Next {}
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Change> waiting = new ArrayDeque<>();
  private final long maxBytes;
  private long bytes;
  private boolean open;
  private boolean readTable;
  private boolean interrupted;

  ChangeFeed(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** From now on commits are kept; what came before is in the table. */
  void open() {
    lock.lock();
    try {
      clear();
      open = true;
      readTable = true;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      clear();
      open = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody takes them; if not, the relay of another replica must be told. */
  boolean offer(List<Change> changes) {
    lock.lock();
    try {
      if (!open) {
        return false;
      }
      for (Change change : changes) {
        bytes += change.size();
        waiting.add(change);
      }
      if (bytes > maxBytes) {
        clear();
        readTable = true;
      }
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Something else was committed, or happened, somewhere. */
  void wake() {
    lock.lock();
    try {
      readTable = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends a wait without a reason to read. */
  void interrupt() {
    lock.lock();
    try {
      interrupted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What follows {@code last}; waits at most so long when there is nothing. */
  Next next(long last, int maxChanges, long maxBatch, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      dropUpTo(last);
      long left = atMost.toNanos();
      while (waiting.isEmpty() && !readTable && !interrupted && left > 0) {
        left = changed.awaitNanos(left);
        dropUpTo(last);
      }
      interrupted = false;
      if (!waiting.isEmpty() && waiting.element().revision() == last + 1) {
        return new Next.Changes(take(maxChanges, maxBatch));
      }
      if (readTable || !waiting.isEmpty()) {
        readTable = false;
        return new Next.ReadTable();
      }
      return new Next.Idle();
    } finally {
      lock.unlock();
    }
  }

  private List<Change> take(int maxChanges, long maxBatch) {
    List<Change> taken = new ArrayList<>();
    long takenBytes = 0;
    while (!waiting.isEmpty() && taken.size() < maxChanges && takenBytes < maxBatch) {
      if (!taken.isEmpty() && waiting.element().revision() != taken.getLast().revision() + 1) {
        break;
      }
      Change change = waiting.remove();
      bytes -= change.size();
      takenBytes += change.size();
      taken.add(change);
    }
    return taken;
  }

  private void dropUpTo(long last) {
    while (!waiting.isEmpty() && waiting.element().revision() <= last) {
      bytes -= waiting.remove().size();
    }
  }

  private void clear() {
    waiting.clear();
    bytes = 0;
  }
}
