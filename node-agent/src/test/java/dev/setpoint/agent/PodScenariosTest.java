package dev.setpoint.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.FakeRuntime;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.testing.Await;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when the engine, the API or a user does something at a bad moment. */
class PodScenariosTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path stateDir;
  private final FakeRuntime engine = new FakeRuntime();
  private final FakeCluster cluster = new FakeCluster("cluster");
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = new TestNode(cluster, engine, stateDir, "fake", "busybox:latest");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private void create(String name, String spec) {
    cluster.create(
        KubeJson.readTyped(
            ("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'"
                    + name
                    + "'},'spec':"
                    + spec
                    + "}")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8),
            Pod.class));
  }

  private void simple(String name) {
    create(name, "{'terminationGracePeriodSeconds':2,'containers':[{'name':'a','image':'i:1'}]}");
  }

  private ContainerStatus status(String pod) {
    return cluster.get(pod).getStatus().getContainerStatuses().getFirst();
  }

  private void awaitRunning(String pod) {
    Await.untilAsserted(
        SOON,
        () -> {
          assertThat(cluster.get(pod).getStatus().getPhase()).isEqualTo("Running");
          assertThat(status(pod).getReady()).isTrue();
        });
  }

  private List<ContainerState> running(String container) {
    return engine.all().stream()
        .filter(c -> c.running() && c.label(Labels.CONTAINER).equals(container))
        .toList();
  }

  @Test
  void engineRestartBringsEverythingBackOnce() {
    simple("p");
    awaitRunning("p");
    engine.down(true);
    Await.untilAsserted(
        SOON,
        () ->
            assertThat(cluster.node("fake").getStatus().getConditions())
                .anyMatch(
                    c ->
                        c.getType().equals("Ready")
                            && c.getStatus().equals("False")
                            && c.getMessage().startsWith("container runtime is down")));
    engine.down(false);
    engine.exitAll(137);
    Await.untilAsserted(
        SOON,
        () -> {
          assertThat(status("p").getRestartCount()).isEqualTo(1);
          assertThat(status("p").getReady()).isTrue();
        });
    assertThat(running("a")).hasSize(1);
  }

  @Test
  void lostEventIsFoundByTheRelist() {
    simple("p");
    awaitRunning("p");
    engine.mute(true);
    engine.exit(running("a").getFirst().id(), 1);
    Await.untilAsserted(
        Duration.ofSeconds(40), () -> assertThat(status("p").getRestartCount()).isEqualTo(1));
  }

  @Test
  void containersComeBackWhileTheApiIsAway() {
    simple("p");
    awaitRunning("p");
    cluster.down(true);
    String before = running("a").getFirst().id();
    engine.exit(before, 1);
    Await.untilAsserted(
        SOON,
        () -> {
          assertThat(running("a")).hasSize(1);
          assertThat(running("a").getFirst().id()).isNotEqualTo(before);
        });
    cluster.down(false);
    Await.untilAsserted(SOON, () -> assertThat(status("p").getRestartCount()).isEqualTo(1));
  }

  @Test
  void deletionInterruptsAPull() {
    engine.hangPulls();
    create("p", "{'containers':[{'name':'a','image':'absent:1'}]}");
    Await.untilAsserted(
        SOON, () -> assertThat(cluster.events()).anyMatch(e -> e.reason().equals("Pulling")));
    cluster.delete("p", 30);
    Await.untilAsserted(SOON, () -> assertThat(cluster.get("p")).isNull());
    Await.untilAsserted(SOON, () -> assertThat(engine.all()).isEmpty());
  }

  @Test
  void hastenedDeletionKillsAtOnce() {
    engine.stubborn("a");
    create("p", "{'terminationGracePeriodSeconds':600,'containers':[{'name':'a','image':'i:1'}]}");
    awaitRunning("p");
    cluster.delete("p", 600);
    Await.untilAsserted(
        SOON, () -> assertThat(cluster.events()).anyMatch(e -> e.reason().equals("Killing")));
    assertThat(running("a")).hasSize(1);
    cluster.delete("p", 1);
    Await.untilAsserted(SOON, () -> assertThat(cluster.get("p")).isNull());
    assertThat(engine.all()).isEmpty();
  }

  @Test
  void refusedStartIsShownAndRetried() {
    engine.failStarts("a", true);
    simple("p");
    Await.untilAsserted(
        SOON,
        () -> {
          var terminated = status("p").getLastState().getTerminated();
          assertThat(terminated.getReason()).isEqualTo("ContainerCannotRun");
          assertThat(terminated.getMessage()).isEqualTo("no such program");
          assertThat(status("p").getState().getWaiting().getReason())
              .isIn("RunContainerError", "CrashLoopBackOff");
        });
    engine.failStarts("a", false);
    awaitRunning("p");
  }

  @Test
  void podThatDoesNotFitIsRejected() {
    create(
        "big", "{'containers':[{'name':'a','image':'i:1','resources':{'requests':{'cpu':'3'}}}]}");
    Await.untilAsserted(
        SOON,
        () -> {
          assertThat(cluster.get("big").getStatus().getPhase()).isEqualTo("Failed");
          assertThat(cluster.get("big").getStatus().getReason()).isEqualTo("OutOfcpu");
          assertThat(cluster.get("big").getStatus().getMessage())
              .isEqualTo(
                  "Pod was rejected: Node didn't have enough resource: cpu, requested: 3000, used:"
                      + " 0, capacity: 2000");
        });
    assertThat(engine.all()).isEmpty();
  }

  @Test
  void activeDeadlineEndsThePod() {
    create(
        "late",
        "{'activeDeadlineSeconds':1,'terminationGracePeriodSeconds':1,"
            + "'containers':[{'name':'a','image':'i:1'}]}");
    Await.untilAsserted(
        SOON,
        () -> {
          assertThat(cluster.get("late").getStatus().getReason()).isEqualTo("DeadlineExceeded");
          assertThat(cluster.get("late").getStatus().getPhase()).isEqualTo("Failed");
        });
    Await.untilAsserted(SOON, () -> assertThat(running("a")).isEmpty());
  }

  @Test
  void restartedAgentRemovesOnlyWhatNoPodOwns() {
    simple("stays");
    simple("goes");
    awaitRunning("stays");
    awaitRunning("goes");
    List<String> ids =
        engine.all().stream()
            .filter(c -> c.label(Labels.POD_NAME).equals("stays"))
            .map(ContainerState::id)
            .toList();
    node.stop();
    cluster.drop("goes");
    node.start();
    Await.untilAsserted(
        SOON,
        () ->
            assertThat(engine.all())
                .extracting(ContainerState::id)
                .containsExactlyInAnyOrderElementsOf(ids));
    assertThat(cluster.lease("fake").getSpec().getHolderIdentity()).isEqualTo("fake");
    assertThat(status("stays").getRestartCount()).isZero();
  }
}
