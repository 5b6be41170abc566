package dev.setpoint.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class TurnstileTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void waitersGoInTheOrderTheyCame() {
    Turnstile turnstile = new Turnstile(1, 10, LONG);
    assertThat(turnstile.tryEnter()).isTrue();
    List<Integer> entered = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      Thread.startVirtualThread(
          () -> {
            if (turnstile.enter()) {
              entered.add(number);
              turnstile.leave();
            }
          });
      await(turnstile, i + 1);
    }
    turnstile.leave();
    await(turnstile, 0);
    Await.until("all have entered", () -> entered.size() == 3);
    assertThat(entered).containsExactly(0, 1, 2);
  }

  @Test
  void refusesWhenTheQueueIsFull() throws InterruptedException {
    Turnstile turnstile = new Turnstile(1, 1, LONG);
    assertThat(turnstile.enter()).isTrue();
    Thread waiter = Thread.startVirtualThread(turnstile::enter);
    await(turnstile, 1);
    assertThat(turnstile.enter()).isFalse();
    turnstile.leave();
    waiter.join();
    assertThat(turnstile.tryEnter()).as("the waiter holds the place now").isFalse();
  }

  @Test
  void refusesAfterTooLongAWait() {
    Turnstile turnstile = new Turnstile(1, 1, Duration.ofMillis(10));
    assertThat(turnstile.enter()).isTrue();
    assertThat(turnstile.enter()).isFalse();
    assertThat(turnstile.waiting()).isZero();
  }

  private static void await(Turnstile turnstile, int waiting) {
    Await.until(waiting + " wait", () -> turnstile.waiting() == waiting);
  }
}
