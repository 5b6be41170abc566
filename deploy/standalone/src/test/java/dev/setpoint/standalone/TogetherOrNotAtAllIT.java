package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A Pod is placed whole: while not all of it fits, none of it starts. */
@Acceptance
class TogetherOrNotAtAllIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void aPodTooBigForAnyNodeWaitsWithItsReason(Workspace workspace) {
    workspace.apply(Cluster.example("too-big.yaml"));
    waitsForLackOf(workspace, "too-big", "Insufficient cpu");
  }

  @Test
  void aPodStartsOnceThereIsRoom(Cluster cluster, Workspace workspace) throws Exception {
    long room = allocatableMemory(cluster) / (1 << 20);
    workspace.apply(pod("tenant", room * 6 / 10, 1));
    workspace.awaitReady("tenant");

    workspace.apply(pod("newcomer", room * 3 / 10, room * 3 / 10));
    waitsForLackOf(workspace, "newcomer", "Insufficient memory");

    workspace.kubectl("delete", "pod", "tenant").ok();
    PodView started = workspace.awaitReady("newcomer");
    assertThat(started.containers()).hasSize(2);
  }

  private static void waitsForLackOf(Workspace workspace, String pod, String reason) {
    Await.untilAsserted(
        SOON,
        () -> {
          JsonNode scheduled = condition(workspace.json("get", "pod", pod), "PodScheduled");
          assertThat(scheduled.path("status").asString("")).isEqualTo("False");
          assertThat(scheduled.path("reason").asString("")).isEqualTo("Unschedulable");
          assertThat(scheduled.path("message").asString(""))
              .matches("0/\\d+ nodes are available: .*" + reason + ".*");
          assertThat(workspace.kubectl("get", "events").ok().out())
              .contains("FailedScheduling")
              .contains(reason);
        });
    PodView waiting = workspace.pod(pod);
    assertThat(waiting.phase()).isEqualTo("Pending");
    assertThat(waiting.containers()).as("none of its containers exists").isEmpty();
  }

  private static JsonNode condition(JsonNode pod, String type) {
    return StreamSupport.stream(pod.at("/status/conditions").spliterator(), false)
        .filter(condition -> condition.path("type").asString("").equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no condition " + type + ": " + pod));
  }

  private static long allocatableMemory(Cluster cluster) {
    String quantity =
        cluster.json("get", "nodes").at("/items/0/status/allocatable/memory").asString("");
    return io.fabric8.kubernetes.api.model.Quantity.parse(quantity)
        .getNumericalAmount()
        .longValueExact();
  }

  private static String pod(String name, long firstMiB, long secondMiB) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: first
          image: setpoint/examples/busybox:1
          command: [sleep, "100000"]
          resources: {requests: {memory: %dMi}}
        - name: second
          image: setpoint/examples/busybox:1
          command: [sleep, "100000"]
          resources: {requests: {memory: %dMi}}
    """
        .formatted(name, firstMiB, secondMiB);
  }
}
