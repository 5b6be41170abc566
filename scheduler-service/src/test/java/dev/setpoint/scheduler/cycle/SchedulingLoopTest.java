package dev.setpoint.scheduler.cycle;

import static dev.setpoint.scheduler.testing.Make.node;
import static dev.setpoint.scheduler.testing.Make.on;
import static dev.setpoint.scheduler.testing.Make.pod;
import static dev.setpoint.scheduler.testing.Make.with;
import static dev.setpoint.scheduler.testing.Make.withPriority;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.testing.FakeClock;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulingLoopTest {

  private final TestingCycle cycle = new TestingCycle();
  private final FakeClock clock = cycle.clock;
  private final TestingPodApi api = cycle.api;
  private final List<String> events = cycle.events;
  private final ClusterCache cache = cycle.cache;
  private final SchedulingQueue queue = cycle.queue;
  private final TestingInformers informers = cycle.informers;

  @AfterEach
  void close() {
    cycle.close();
  }

  private void create(Pod pod) {
    cycle.create(pod);
  }

  private void add(Node node) {
    informers.add(node);
  }

  private void publish(String name) {
    cycle.publish(name);
  }

  private void runAll() throws InterruptedException {
    cycle.runAll();
  }

  private String nodeOf(String name) {
    return api.pods.get(new ObjectKey("default", name)).getSpec().getNodeName();
  }

  @Test
  void aPodIsBoundAndItsEventSaysWhere() throws InterruptedException {
    add(node("a"));
    create(pod("p", "1", "1Gi"));
    runAll();
    assertThat(nodeOf("p")).isEqualTo("a");
    await()
        .untilAsserted(
            () ->
                assertThat(events)
                    .containsExactly("Normal Scheduled Successfully assigned default/p to a"));
    assertThat(api.conditions).isEmpty();
    publish("p");
    assertThat(cache.assumedCount()).isZero();
    assertThat(cache.placements()).isEqualTo(Map.of(new ObjectKey("default", "p"), "a"));
  }

  @Test
  void theRestOfTheClusterIsNotOurs() throws InterruptedException {
    add(node("a"));
    create(with(pod("other"), b -> b.editSpec().withSchedulerName("mine").endSpec()));
    create(with(pod("done"), b -> b.editStatus().withPhase("Succeeded").endStatus()));
    create(
        with(
            pod("leaving"),
            b -> b.editMetadata().withDeletionTimestamp("2026-01-01T00:00:00Z").endMetadata()));
    runAll();
    assertThat(api.bindings).isEmpty();
  }

  @Test
  void aPodTooBigSaysWhyOnceAndStartsWhenRoomAppears() throws InterruptedException {
    add(node("a"));
    create(pod("big", "6", "1Gi"));
    runAll();
    await().until(() -> api.conditions.size() == 1);
    var condition = api.conditions.getFirst().condition();
    String message =
        "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1"
            + " Preemption is not helpful for scheduling.";
    assertThat(condition.getType()).isEqualTo("PodScheduled");
    assertThat(condition.getStatus()).isEqualTo("False");
    assertThat(condition.getReason()).isEqualTo("Unschedulable");
    assertThat(condition.getMessage()).isEqualTo(message);
    assertThat(events).containsExactly("Warning FailedScheduling " + message);

    publish("big");
    clock.advance(Duration.ofMinutes(5));
    runAll();
    await().until(() -> events.size() == 2);
    publish("big");
    assertThat(api.conditions).as("nothing new to say").hasSize(1);

    clock.advance(Duration.ofSeconds(10));
    add(node("b", "8", "8Gi", 110));
    runAll();
    assertThat(nodeOf("big")).isEqualTo("b");
  }

  @Test
  void theTransitionTimeStaysWhileOnlyTheMessageChanges() throws InterruptedException {
    add(node("a"));
    create(pod("big", "6", "1Gi"));
    runAll();
    await().until(() -> api.conditions.size() == 1);
    publish("big");
    clock.advance(Duration.ofMinutes(6));
    add(node("b"));
    runAll();
    await().until(() -> api.conditions.size() == 2);
    assertThat(api.conditions.get(1).condition().getLastTransitionTime())
        .isEqualTo(api.conditions.get(0).condition().getLastTransitionTime());
    assertThat(api.conditions.get(1).condition().getMessage()).startsWith("0/2 nodes");
  }

  @Test
  void aRefusedBindingGivesTheRoomBackAndIsTriedAgain() throws InterruptedException {
    add(node("a"));
    create(pod("p", "3", "1Gi"));
    api.next(TestingPodApi.Mishap.REFUSED);
    runAll();
    assertThat(cache.placements()).isEmpty();
    assertThat(api.bindings).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    runAll();
    assertThat(api.bindings).containsExactly("p->a");
  }

  @Test
  void aLostAnswerIsLookedUpAndNothingIsBoundTwice() throws InterruptedException {
    add(node("a"));
    create(pod("p", "3", "1Gi"));
    api.next(TestingPodApi.Mishap.ANSWER_LOST);
    runAll();
    clock.advance(Duration.ofMinutes(1));
    runAll();
    assertThat(api.bindings).containsExactly("p->a");
    assertThat(cache.placements()).hasSize(1);
  }

  @Test
  void aPodBoundByAnotherSchedulerIsLeftAlone() throws InterruptedException {
    add(node("a"));
    add(node("b"));
    Pod pod = pod("p", "3", "1Gi");
    create(pod);
    api.pods.put(ObjectKey.of(pod), on("elsewhere", pod));
    runAll();
    assertThat(cache.placements()).isEmpty();
    assertThat(queue.sizes()).isEqualTo(new SchedulingQueue.Sizes(0, 0, 0, 0, 0, 0));
    publish("p");
    assertThat(cache.placements()).containsValue("elsewhere");
  }

  @Test
  void anAssumedPodTakesRoomAtOnce() throws InterruptedException {
    add(node("a"));
    create(pod("one", "3", "1Gi"));
    create(pod("two", "3", "1Gi"));
    runAll();
    assertThat(api.bindings).hasSize(1);
    assertThat(queue.sizes().unschedulable()).isEqualTo(1);
  }

  @Test
  void theRoomOfAPodThatEndsIsGivenToTheNext() throws InterruptedException {
    add(node("a"));
    create(pod("one", "3", "1Gi"));
    runAll();
    publish("one");
    create(pod("two", "3", "1Gi"));
    runAll();
    clock.advance(Duration.ofSeconds(2));
    Pod ended =
        with(
            api.pods.get(new ObjectKey("default", "one")),
            b -> b.editStatus().withPhase("Succeeded").endStatus());
    api.pods.put(ObjectKey.of(ended), ended);
    publish("one");
    runAll();
    assertThat(nodeOf("two")).isEqualTo("a");
  }

  @Test
  void anUnconfirmedBindingIsLookedUpNeverJustForgotten() throws InterruptedException {
    add(node("a"));
    create(pod("bound", "1", "1Gi"));
    create(pod("vanished", "1", "1Gi"));
    runAll();
    api.pods.remove(new ObjectKey("default", "vanished"));
    clock.advance(Duration.ofSeconds(31));
    cycle.confirmer.confirm();
    assertThat(cache.placements()).isEqualTo(Map.of(new ObjectKey("default", "bound"), "a"));
  }

  @Test
  void aPodDeletedWhileItIsAssumedFreesItsRoom() throws InterruptedException {
    add(node("a"));
    Pod pod = pod("p", "3", "1Gi");
    create(pod);
    runAll();
    informers.delete(pod);
    assertThat(cache.placements()).isEmpty();
  }

  @Test
  void aMoreImportantPodGetsTheRoomOfAnotherAndNobodyTakesItInBetween() throws Exception {
    add(node("a"));
    create(pod("minor", "3", "1Gi"));
    runAll();
    publish("minor");
    create(withPriority(100, pod("major", "3", "1Gi")));
    runAll();
    await().until(() -> api.deleted.contains("minor"));
    await().until(() -> "a".equals(Reporter.nominated(cycle.read("major"))));
    assertThat(api.conditions)
        .anySatisfy(
            written -> {
              assertThat(written.pod().name()).isEqualTo("minor");
              assertThat(written.condition().getType()).isEqualTo("DisruptionTarget");
              assertThat(written.condition().getReason()).isEqualTo("PreemptionByScheduler");
              assertThat(written.condition().getMessage())
                  .isEqualTo("default-scheduler: preempting to accommodate a higher priority pod");
            });
    assertThat(events)
        .contains(
            "Normal Preempted Preempted by pod uid-major on node a",
            "Warning FailedScheduling 0/1 nodes are available: 1 Insufficient cpu.");

    publish("minor");
    publish("major");
    clock.advance(Duration.ofMinutes(6));
    runAll();
    assertThat(api.deleted).as("one eviction is enough").containsExactly("minor");
    await()
        .untilAsserted(
            () ->
                assertThat(events)
                    .contains(
                        "Warning FailedScheduling 0/1 nodes are available: 1 Insufficient cpu."
                            + " preemption: not eligible due to a terminating pod on the nominated"
                            + " node."));

    create(pod("late", "3", "1Gi"));
    informers.delete(cycle.read("minor"));
    runAll();
    assertThat(nodeOf("late")).isNull();
    clock.advance(Duration.ofMinutes(1));
    runAll();
    assertThat(nodeOf("major")).isEqualTo("a");
  }

  @Test
  void aRefusedEvictionIsThoughtOverAgain() throws Exception {
    add(node("a"));
    create(pod("minor", "3", "1Gi"));
    runAll();
    publish("minor");
    create(withPriority(100, pod("major", "3", "1Gi")));
    api.next(TestingPodApi.Mishap.REFUSED);
    runAll();
    await().until(() -> queue.sizes().backoff() == 1);
    assertThat(api.deleted).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    runAll();
    await().until(() -> api.deleted.contains("minor"));
  }

  @Test
  void attemptsAndPendingPodsAreMeasured() throws InterruptedException {
    add(node("a"));
    create(pod("p", "1", "1Gi"));
    create(pod("big", "9", "1Gi"));
    runAll();
    assertThat(
            cycle
                .registry
                .get("scheduler.scheduling.attempt.duration")
                .tag("result", "scheduled")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(
            cycle
                .registry
                .get("scheduler.pending.pods")
                .tag("queue", "unschedulable")
                .gauge()
                .value())
        .isEqualTo(1);
  }
}
