package dev.setpoint.common.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

  private final AtomicLong now = new AtomicLong();
  private final WorkQueue<String> queue = new WorkQueue<>(Backoff.DEFAULT, now::get);

  @Test
  void aKeyThatWaitsIsNotQueuedTwice() {
    queue.add("a");
    queue.add("a");
    assertThat(queue.poll()).isEqualTo("a");
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aKeyAddedWhileWorkedOnComesBackWhenDone() {
    queue.add("a");
    assertThat(queue.poll()).isEqualTo("a");
    queue.add("a");
    assertThat(queue.poll()).as("no second worker gets it").isNull();
    queue.done("a");
    assertThat(queue.poll()).isEqualTo("a");
    queue.done("a");
    assertThat(queue.poll()).isNull();
  }

  @Test
  void delayedKeysComeWhenDueAndTheEarliestDelayCounts() {
    queue.addAfter("a", Duration.ofSeconds(10));
    queue.addAfter("a", Duration.ofSeconds(5));
    queue.addAfter("a", Duration.ofSeconds(20));
    assertThat(queue.poll()).isNull();
    advance(Duration.ofSeconds(5));
    assertThat(queue.poll()).isEqualTo("a");
    queue.done("a");
    advance(Duration.ofSeconds(60));
    assertThat(queue.poll()).as("the later delays were superseded").isNull();
  }

  @Test
  void failuresDoubleTheDelayUntilForgotten() {
    queue.addRateLimited("a");
    advance(Duration.ofMillis(5));
    assertThat(queue.poll()).isEqualTo("a");
    queue.addRateLimited("a");
    queue.done("a");
    advance(Duration.ofMillis(9));
    assertThat(queue.poll()).isNull();
    advance(Duration.ofMillis(1));
    assertThat(queue.poll()).isEqualTo("a");
    assertThat(queue.failures("a")).isEqualTo(2);
    queue.forget("a");
    assertThat(queue.failures("a")).isZero();
  }

  @Test
  void theBackoffEndsAtItsMaximum() {
    assertThat(Backoff.DEFAULT.delay(0)).isEqualTo(Duration.ofMillis(5));
    assertThat(Backoff.DEFAULT.delay(10)).isEqualTo(Duration.ofMillis(5120));
    assertThat(Backoff.DEFAULT.delay(18)).isEqualTo(Duration.ofSeconds(1000));
    assertThat(Backoff.DEFAULT.delay(1000)).isEqualTo(Duration.ofSeconds(1000));
  }

  @Test
  void tellsHowLongTheOldestHasWaited() {
    queue.add("a");
    advance(Duration.ofSeconds(3));
    queue.add("b");
    assertThat(queue.stats().depth()).isEqualTo(2);
    assertThat(queue.stats().oldestSeconds()).isEqualTo(3.0);
  }

  @Test
  void shuttingDownLetsWaitingWorkersGo() throws InterruptedException {
    WorkQueue<String> real = new WorkQueue<>();
    Thread worker =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    assertThat(real.take()).isNull();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    real.shutDown();
    assertThat(worker.join(Duration.ofSeconds(5))).isTrue();
  }

  private void advance(Duration by) {
    now.addAndGet(by.toNanos());
  }
}
