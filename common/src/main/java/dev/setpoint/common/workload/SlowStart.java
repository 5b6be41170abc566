package dev.setpoint.common.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;

/**
 * Makes things in batches of 1, 2, 4 and so on, each in parallel, and stops after a batch in which
 * one failed: a request that is always refused is then made once and not a thousand times.
 */
public final class SlowStart {

  private SlowStart() {}

  /** Calls {@code make} with 0 to {@code count - 1} until one call returns false. */
  public static void run(int count, IntPredicate make) throws InterruptedException {
    int next = 0;
    for (int batch = 1; next < count; batch *= 2) {
      int until = Math.min(count, next + batch);
      if (!all(next, until, make)) {
        return;
      }
      next = until;
    }
  }

  /** Calls {@code make} for a whole range in parallel; whether all went well. */
  public static boolean all(int from, int until, IntPredicate make) throws InterruptedException {
    if (until - from == 1) {
      return make.test(from);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> calls = new ArrayList<>();
      for (int i = from; i < until; i++) {
        int index = i;
        calls.add(threads.submit(() -> make.test(index)));
      }
      boolean well = true;
      for (Future<Boolean> call : calls) {
        well &= call.get();
      }
      return well;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
