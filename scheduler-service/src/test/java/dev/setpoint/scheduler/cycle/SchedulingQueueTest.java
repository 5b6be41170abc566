package dev.setpoint.scheduler.cycle;

import static dev.setpoint.scheduler.testing.Make.node;
import static dev.setpoint.scheduler.testing.Make.pod;
import static dev.setpoint.scheduler.testing.Make.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.testing.FakeClock;
import dev.setpoint.scheduler.testing.Make;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {

  private static final Set<String> FIT = Set.of("NodeResourcesFit");
  private static final ClusterChange ROOM =
      new ClusterChange.PodGone(PodInfo.of(pod("gone", "1", "1Gi")));
  private static final ClusterChange NO_ROOM =
      new ClusterChange.PodPlaced(PodInfo.of(pod("placed", "1", "1Gi")));

  private final FakeClock clock = new FakeClock();
  private final SchedulingQueue queue = queue(clock);

  private static SchedulingQueue queue(Clock clock) {
    var plugins = Make.pluginSet();
    return new SchedulingQueue(
        clock,
        QueueProperties.DEFAULTS,
        Hints.of(plugins),
        CycleConfiguration.admission(plugins),
        pod -> null);
  }

  private static PodInfo info(String name) {
    return PodInfo.of(pod(name, "1", "1Gi"));
  }

  private static PodInfo urgent(String name, int priority) {
    return PodInfo.of(with(pod(name), b -> b.editSpec().withPriority(priority).endSpec()));
  }

  private QueuedPod next() {
    return Objects.requireNonNull(queue.poll(), "nothing to try");
  }

  private String nextName() {
    return next().pod().key().name();
  }

  @Test
  void priorityComesFirstThenAge() {
    queue.put(info("b"));
    clock.advance(Duration.ofMillis(1));
    queue.put(info("a"));
    queue.put(urgent("c", 100));
    assertThat(nextName()).isEqualTo("c");
    assertThat(nextName()).isEqualTo("b");
    assertThat(nextName()).isEqualTo("a");
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aRejectedPodSleepsUntilAChangeThatHelps() {
    queue.put(info("p"));
    queue.rejected(next(), FIT);
    clock.advance(Duration.ofSeconds(30));
    queue.onChange(NO_ROOM);
    assertThat(queue.poll()).isNull();
    assertThat(queue.sizes().unschedulable()).isEqualTo(1);
    queue.onChange(ROOM);
    assertThat(nextName()).isEqualTo("p");
  }

  @Test
  void backoffDoublesUpToItsLimit() {
    queue.put(info("p"));
    for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
      queue.rejected(next(), FIT);
      queue.onChange(ROOM);
      assertThat(queue.sizes().backoff()).isEqualTo(1);
      clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(queue.poll()).as("before %d s", seconds).isNull();
      clock.advance(Duration.ofMillis(1));
    }
    assertThat(next().attempts()).isEqualTo(7);
  }

  @Test
  void afterFiveMinutesItIsTriedAnyway() {
    queue.put(info("p"));
    queue.rejected(next(), FIT);
    clock.advance(Duration.ofMinutes(5).minusMillis(1));
    assertThat(queue.poll()).isNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(nextName()).isEqualTo("p");
  }

  @Test
  void aChangeDuringTheAttemptIsNotMissed() {
    queue.put(info("p"));
    QueuedPod attempt = next();
    queue.onChange(ROOM);
    queue.rejected(attempt, FIT);
    assertThat(queue.sizes().backoff()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(nextName()).isEqualTo("p");
  }

  @Test
  void aChangeBeforeTheAttemptIsNoReason() {
    queue.put(info("first"));
    QueuedPod first = next();
    queue.onChange(ROOM);
    queue.done(first.uid());
    queue.put(info("p"));
    queue.rejected(next(), FIT);
    assertThat(queue.sizes().unschedulable()).isEqualTo(1);
  }

  @Test
  void moreChangesThanAreKeptMeanARetry() {
    queue.put(info("p"));
    QueuedPod attempt = next();
    for (int i = 0; i < 5000; i++) {
      queue.onChange(NO_ROOM);
    }
    queue.rejected(attempt, FIT);
    assertThat(queue.sizes().backoff()).isEqualTo(1);
  }

  @Test
  void aChangedSpecIsWorthATryAStatusIsNot() {
    Pod pod = pod("p", "1", "1Gi");
    queue.put(PodInfo.of(pod));
    queue.rejected(next(), FIT);
    clock.advance(Duration.ofSeconds(2));
    queue.put(PodInfo.of(with(pod, b -> b.editStatus().withReason("x").endStatus())));
    assertThat(queue.poll()).isNull();
    queue.put(PodInfo.of(Make.pod("p", "500m", "1Gi")));
    QueuedPod again = next();
    assertThat(again.pod().requests().milliCpu()).isEqualTo(500);
    assertThat(again.attempts()).isEqualTo(2);
  }

  @Test
  void deletedPodsAreForgottenWhereverTheyAre() {
    queue.put(info("active"));
    queue.put(urgent("flying", 1));
    QueuedPod flying = next();
    queue.remove("uid-flying");
    queue.remove("uid-active");
    queue.rejected(flying, FIT);
    queue.retryLater(flying);
    clock.advance(Duration.ofMinutes(10));
    assertThat(queue.poll()).isNull();
    assertThat(queue.sizes()).isEqualTo(new SchedulingQueue.Sizes(0, 0, 0, 0, 0, 0));
  }

  @Test
  void gatedPodsWaitForTheirGates() {
    Pod gated = with(pod("p"), b -> b.editSpec().addNewSchedulingGate("quota").endSpec());
    queue.put(PodInfo.of(gated));
    queue.onChange(ROOM);
    assertThat(queue.poll()).isNull();
    assertThat(queue.sizes().gated()).isEqualTo(1);
    queue.put(info("p"));
    assertThat(nextName()).isEqualTo("p");
  }

  @Test
  void aFailedBindingIsTriedAgainAfterItsBackoff() {
    queue.put(info("p"));
    QueuedPod attempt = next();
    queue.decided(attempt.uid());
    assertThat(queue.sizes().binding()).isEqualTo(1);
    queue.retryLater(attempt);
    assertThat(queue.poll()).isNull();
    clock.advance(Duration.ofSeconds(1));
    assertThat(nextName()).isEqualTo("p");
  }

  @Test
  void withoutAnyNodeANewOneWakes() {
    queue.put(info("p"));
    queue.rejected(next(), Set.of());
    clock.advance(Duration.ofSeconds(1));
    queue.onChange(ROOM);
    assertThat(queue.poll()).isNull();
    queue.onChange(new ClusterChange.NodeAdded(NodeFacts.of(node("a"))));
    assertThat(nextName()).isEqualTo("p");
  }

  @Test
  void popWaitsForTheNextPodAndForTheEndOfABackoff() throws Exception {
    SchedulingQueue real = queue(Clock.systemUTC());
    FutureTask<QueuedPod> popped = new FutureTask<>(real::pop);
    Thread.ofVirtual().start(popped);
    real.put(info("p"));
    QueuedPod attempt = popped.get(5, TimeUnit.SECONDS);
    FutureTask<QueuedPod> again = new FutureTask<>(real::pop);
    Thread.ofVirtual().start(again);
    long start = System.nanoTime();
    real.retryLater(attempt);
    again.get(5, TimeUnit.SECONDS);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
  }
}
