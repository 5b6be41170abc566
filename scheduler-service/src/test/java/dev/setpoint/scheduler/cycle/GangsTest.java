package dev.setpoint.scheduler.cycle;

import static dev.setpoint.scheduler.testing.Make.group;
import static dev.setpoint.scheduler.testing.Make.in;
import static dev.setpoint.scheduler.testing.Make.node;
import static dev.setpoint.scheduler.testing.Make.pod;
import static dev.setpoint.scheduler.testing.Make.withPriority;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.gang.Gang;
import dev.setpoint.scheduler.gang.GangStatus;
import dev.setpoint.scheduler.gang.PodGroup;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes have 4 cores. */
class GangsTest {

  private final TestingCycle cycle = new TestingCycle();

  @AfterEach
  void close() {
    cycle.close();
  }

  private void gang(String name, int minMember, int pods, String cpu) {
    cycle.informers.add(group(name, minMember));
    for (int i = 0; i < pods; i++) {
      cycle.create(in(name, pod(name + "-" + i, cpu, "1Mi")));
    }
  }

  private long bound(String gang) {
    return cycle.api.bindings.stream().filter(b -> b.startsWith(gang + "-")).count();
  }

  private PodGroup.Status status(String name) {
    ObjectKey key = new ObjectKey("default", name);
    Gang gang = cycle.gangs.gang(key);
    PodGroup group = gang.group();
    assertThat(group).isNotNull();
    return GangStatus.of(group, gang, cycle.gangs.why(key), cycle.clock.instant());
  }

  private void runLater(Duration time) throws InterruptedException {
    cycle.clock.advance(time);
    cycle.runAll();
  }

  @Test
  void nobodyStartsBeforeAllAreThere() throws Exception {
    cycle.informers.add(node("a"));
    gang("g", 3, 2, "1");
    cycle.runAll();
    assertThat(cycle.cache.placements()).isEmpty();
    await().until(() -> cycle.events.size() == 2);
    assertThat(cycle.events)
        .allMatch(
            e ->
                e.equals(
                    "Warning FailedScheduling pod group \"g\" has 2 of the 3 pods that start"
                        + " together"));
    Condition condition = status("g").conditions().getFirst();
    assertThat(condition.getReason()).isEqualTo("WaitingForPods");
    assertThat(status("g").phase()).isEqualTo("Pending");

    cycle.create(in("g", pod("g-2", "1", "1Mi")));
    cycle.runAll();
    assertThat(bound("g")).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      cycle.publish("g-" + i);
    }
    assertThat(status("g").phase()).isEqualTo("Scheduled");
    assertThat(status("g").scheduled()).isEqualTo(3);
  }

  @Test
  void aGangWithoutItsGroupWaitsForIt() throws Exception {
    cycle.informers.add(node("a"));
    cycle.create(in("g", pod("g-0", "1", "1Mi")));
    cycle.runAll();
    await()
        .until(() -> cycle.events.contains("Warning FailedScheduling pod group \"g\" not found"));
    cycle.clock.advance(Duration.ofSeconds(2));
    cycle.informers.add(group("g", 1));
    cycle.runAll();
    assertThat(bound("g")).isEqualTo(1);
  }

  @Test
  void halfAGangTakesNoRoomFromOthers() throws Exception {
    cycle.informers.add(node("a"));
    gang("g", 3, 3, "2");
    cycle.runAll();
    assertThat(status("g").conditions().getFirst().getMessage())
        .isEqualTo(
            "pod group \"g\": only 2 of the 3 pods that start together fit: 0/1 nodes are"
                + " available: 1 Insufficient cpu.");
    cycle.create(pod("single", "3", "1Mi"));
    cycle.runAll();
    assertThat(cycle.api.bindings).containsExactly("single->a");
    cycle.informers.add(node("b"));
    cycle.informers.add(node("c"));
    runLater(Duration.ofSeconds(5));
    assertThat(bound("g")).isEqualTo(3);
  }

  @Test
  void ofTwoGangsThatHalfFitTheOlderRunsAndTheOtherFollows() throws Exception {
    cycle.informers.add(node("a"));
    cycle.informers.add(group("x", 3));
    cycle.informers.add(group("y", 3));
    for (int i = 0; i < 3; i++) {
      cycle.create(in("y", pod("y-" + i, "1", "1Mi")));
      cycle.create(in("x", pod("x-" + i, "1", "1Mi")));
    }
    cycle.runAll();
    assertThat(bound("x") + bound("y")).isEqualTo(3);
    String first = bound("x") == 3 ? "x" : "y";
    String second = first.equals("x") ? "y" : "x";
    for (int i = 0; i < 3; i++) {
      cycle.publish(first + "-" + i);
    }
    for (int i = 0; i < 3; i++) {
      Pod ended = cycle.read(first + "-" + i);
      cycle.informers.delete(ended);
    }
    runLater(Duration.ofSeconds(10));
    assertThat(bound(second)).isEqualTo(3);
  }

  @Test
  void aGangThatLosesAMemberOnTheWayGivesEverythingBack() throws Exception {
    cycle.informers.add(node("a"));
    gang("g", 2, 2, "1");
    QueuedPod first = cycle.queue.poll();
    assertThat(first).isNotNull();
    cycle.loop.attempt(first);
    assertThat(cycle.cache.assumedCount()).as("waits for the other").isEqualTo(1);
    assertThat(cycle.api.bindings).isEmpty();
    String other = first.pod().key().name().equals("g-0") ? "g-1" : "g-0";
    cycle.informers.delete(cycle.read(other));
    cycle.scheduling.collapse(first.pod(), "a pod is gone");
    await().until(() -> cycle.cache.assumedCount() == 0);
    assertThat(cycle.api.bindings).isEmpty();
    await()
        .until(
            () ->
                cycle.events.contains(
                    "Warning FailedScheduling pod group \"g\" gives up: a pod is gone"));
  }

  @Test
  void whatIsPromisedToAGangIsNotTakenByAnEqual() throws Exception {
    cycle.informers.add(node("a"));
    gang("g", 2, 2, "2");
    QueuedPod first = cycle.queue.poll();
    assertThat(first).isNotNull();
    cycle.loop.attempt(first);
    cycle.create(pod("thief", "1", "1Mi"));
    cycle.runAll();
    assertThat(bound("g")).isEqualTo(2);
    assertThat(cycle.api.bindings).noneMatch(b -> b.startsWith("thief"));
  }

  @Test
  void roomIsMadeForAWholeGangOrForNobody() throws Exception {
    cycle.informers.add(node("a"));
    cycle.create(pod("minor", "2", "1Mi"));
    cycle.create(withPriority(100, pod("dear", "1", "1Mi")));
    cycle.runAll();
    cycle.publish("minor");
    cycle.publish("dear");
    cycle.informers.add(group("big", 4));
    for (int i = 0; i < 4; i++) {
      cycle.create(withPriority(10, in("big", pod("big-" + i, "1", "1Mi"))));
    }
    cycle.runAll();
    assertThat(cycle.api.deleted).as("4 never fit beside the important Pod").isEmpty();

    cycle.informers.add(group("small", 3));
    for (int i = 0; i < 3; i++) {
      cycle.create(withPriority(10, in("small", pod("small-" + i, "1", "1Mi"))));
    }
    cycle.attemptAll();
    await().until(() -> cycle.api.deleted.contains("minor"));
    cycle.publish("minor");
    assertThat(bound("small")).isZero();
    cycle.informers.delete(cycle.read("minor"));
    runLater(Duration.ofSeconds(10));
    assertThat(bound("small")).isEqualTo(3);
    assertThat(cycle.api.deleted).as("one eviction is enough").containsExactly("minor");
  }
}
