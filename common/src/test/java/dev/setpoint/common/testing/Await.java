package dev.setpoint.common.testing;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for conditions instead of for time to pass. */
public final class Await {

  private static final Duration EVERY = Duration.ofMillis(50);

  private Await() {}

  /** Returns once the assertions hold; their last failure is thrown at the deadline. */
  public static void untilAsserted(Duration deadline, Assertions assertions) {
    until(
        deadline,
        () -> {
          assertions.run();
          return true;
        });
  }

  /** Returns once the condition is true, which must not take half a minute. */
  public static void until(String what, Callable<Boolean> condition) {
    until(Duration.ofSeconds(30), what, condition);
  }

  /** Returns once the condition is true. */
  public static void until(Duration deadline, String what, Callable<Boolean> condition) {
    until(
        deadline,
        () -> {
          if (!condition.call()) {
            throw new AssertionError("not in time: " + what);
          }
          return true;
        });
  }

  /** The first value that is got without an exception or failed assertion. */
  public static <T> T until(Duration deadline, Callable<T> value) {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      @Nullable Throwable last;
      try {
        return Objects.requireNonNull(value.call());
      } catch (AssertionError | Exception e) {
        last = e;
      }
      if (System.nanoTime() >= end) {
        throw new AssertionError("not within " + deadline + ": " + last.getMessage(), last);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Assertions that may hold later. */
  @FunctionalInterface
  public interface Assertions {
    void run() throws Exception;
  }
}
