package dev.setpoint.agent.runtime.docker;

import dev.setpoint.agent.runtime.RuntimeFailure;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives a blocking call a time limit. docker-java's Unix sockets know no read timeout, but an
 * interrupt closes the channel, which frees the thread and the pooled connection.
 */
final class Deadline {

  private Deadline() {}

  static <T> T within(Duration limit, String what, Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofVirtual().name("docker-" + what).start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new RuntimeFailure(
          RuntimeFailure.Kind.TIMEOUT,
          "the engine did not answer " + what + " within " + limit.toSeconds() + " s",
          e);
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new RuntimeFailure(RuntimeFailure.Kind.OTHER, what + " was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
