package dev.setpoint.agent.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Does something for each item at once, each on a virtual thread, and waits for all. */
final class Parallel {

  private Parallel() {}

  /** What to do for one item. */
  interface Work<T> {
    void on(T item) throws Exception;
  }

  /** The first failure is thrown, after all have ended. */
  static <T> void run(List<T> items, Work<T> work) throws InterruptedException {
    List<FutureTask<Void>> tasks = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (T item : items) {
      FutureTask<Void> task =
          new FutureTask<>(
              () -> {
                work.on(item);
                return null;
              });
      tasks.add(task);
      threads.add(Thread.ofVirtual().name(Thread.currentThread().getName()).start(task));
    }
    RuntimeException first = null;
    try {
      for (FutureTask<Void> task : tasks) {
        try {
          task.get();
        } catch (ExecutionException e) {
          if (first == null) {
            first =
                e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
          }
        }
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      throw e;
    }
    if (first != null) {
      throw first;
    }
  }
}
