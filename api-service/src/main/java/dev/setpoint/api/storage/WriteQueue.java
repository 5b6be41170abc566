package dev.setpoint.api.storage;

import dev.setpoint.common.error.ApiException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The writes that wait for the next batch, in arrival order. */
final class WriteQueue {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<PendingWrite> waiting = new ArrayDeque<>();
  private final int capacity;
  private boolean closed;

  WriteQueue(int capacity) {
    this.capacity = capacity;
  }

  void add(PendingWrite write) {
    lock.lock();
    try {
      if (closed) {
        throw ApiException.unavailable("the server is shutting down");
      }
      if (waiting.size() >= capacity) {
        throw ApiException.unavailable("too many writes are waiting for the storage");
      }
      waiting.add(write);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the first write, then takes all there are; empty only when closed and drained. */
  List<PendingWrite> take(int maxWrites, long maxBytes) {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        arrived.awaitUninterruptibly();
      }
      List<PendingWrite> batch = new ArrayList<>();
      long bytes = 0;
      while (!waiting.isEmpty() && batch.size() < maxWrites) {
        int size = waiting.element().encoded().size();
        if (!batch.isEmpty() && bytes + size > maxBytes) {
          break;
        }
        bytes += size;
        batch.add(waiting.remove());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Turns further writes away; those that wait are still taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
