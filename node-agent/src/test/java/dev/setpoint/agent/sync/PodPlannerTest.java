package dev.setpoint.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.probe.ContainerHealth;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.ContainerState.Phase;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final List<ContainerState> engine = new ArrayList<>();
  private final Map<String, ContainerHealth> health = new HashMap<>();
  private final Map<String, CrashBackoff> crashes = new HashMap<>();

  private static Container spec(String name) {
    return new ContainerBuilder().withName(name).withImage("i:1").build();
  }

  private static Container sidecar(String name) {
    return new ContainerBuilder()
        .withName(name)
        .withImage("i:1")
        .withRestartPolicy("Always")
        .build();
  }

  private static Pod pod(String policy, List<Container> init, Container... apps) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("p")
        .withNamespace("n")
        .withUid("u")
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy(policy)
        .withInitContainers(init)
        .withContainers(apps)
        .endSpec()
        .build();
  }

  private void sandbox(Phase phase) {
    engine.add(
        state("sandbox", Map.of(Labels.ROLE, Labels.SANDBOX_ROLE), phase, 0, NOW, "10.0.0.2"));
  }

  private void container(String name, int count, Phase phase, int exit, Instant ended) {
    engine.add(
        state(
            name + "-" + count,
            Map.of(
                Labels.ROLE,
                Labels.CONTAINER_ROLE,
                Labels.CONTAINER,
                name,
                Labels.RESTART_COUNT,
                String.valueOf(count),
                Labels.SANDBOX,
                "sandbox",
                Labels.SPEC_HASH,
                PodContainers.specHash(spec(name))),
            phase,
            exit,
            ended,
            ""));
  }

  private void running(String name, int count) {
    container(name, count, Phase.RUNNING, 0, NOW);
  }

  private void dead(String name, int count, int exit) {
    container(name, count, Phase.EXITED, exit, NOW.minusSeconds(1));
  }

  static ContainerState state(
      String id, Map<String, String> labels, Phase phase, int exit, Instant ended, String ip) {
    return new ContainerState(
        id,
        "i:1",
        "sha256:1",
        labels,
        phase,
        NOW.minusSeconds(60),
        phase == Phase.CREATED ? null : NOW.minusSeconds(59),
        phase == Phase.EXITED ? ended : null,
        exit,
        false,
        "",
        1,
        ip,
        false,
        "");
  }

  private Plan plan(Pod pod) {
    return PodPlanner.plan(pod, Observed.of(engine), health, crashes, NOW);
  }

  private List<String> steps(Pod pod) {
    return plan(pod).steps().stream().map(PodPlannerTest::name).toList();
  }

  private static String name(Step step) {
    return switch (step) {
      case Step.CreateSandbox s -> "sandbox";
      case Step.Start s -> "start " + s.container().getName() + " " + s.restartCount();
      case Step.Stop s -> "stop " + s.instance().id() + ": " + s.message();
      case Step.Remove s -> "remove " + s.instance().id();
      case Step.SandboxChanged s -> "changed";
      case Step.Finish s -> "finish";
    };
  }

  @Test
  void sandboxComesFirst() {
    assertThat(steps(pod("Always", List.of(), spec("a")))).containsExactly("sandbox");
  }

  @Test
  void allContainersStartOnceTheSandboxRuns() {
    sandbox(Phase.RUNNING);
    assertThat(steps(pod("Always", List.of(), spec("a"), spec("b"))))
        .containsExactly("start a 0", "start b 0");
  }

  @Test
  void nothingToDoForWhatRuns() {
    sandbox(Phase.RUNNING);
    running("a", 0);
    assertThat(steps(pod("Always", List.of(), spec("a")))).isEmpty();
  }

  @Test
  void initContainersRunOneAfterTheOther() {
    Pod pod = pod("Always", List.of(spec("i1"), spec("i2")), spec("a"));
    sandbox(Phase.RUNNING);
    assertThat(steps(pod)).containsExactly("start i1 0");
    running("i1", 0);
    assertThat(steps(pod)).isEmpty();
    engine.removeLast();
    dead("i1", 0, 0);
    assertThat(steps(pod)).containsExactly("start i2 0");
    dead("i2", 0, 0);
    assertThat(steps(pod)).containsExactly("start a 0");
  }

  @Test
  void failedInitContainerEndsAPodThatNeverRestarts() {
    Pod pod = pod("Never", List.of(spec("i1")), spec("a"));
    sandbox(Phase.RUNNING);
    dead("i1", 0, 1);
    assertThat(steps(pod)).containsExactly("finish");
  }

  @Test
  void sidecarStartsBeforeTheAppAndIsStoppedAtItsEnd() {
    Pod pod = pod("Never", List.of(sidecar("s")), spec("a"));
    sandbox(Phase.RUNNING);
    assertThat(steps(pod)).containsExactly("start s 0");
    running("s", 0);
    health.put("s-0", new ContainerHealth(false, false, null));
    assertThat(steps(pod)).isEmpty();
    health.clear();
    assertThat(steps(pod)).containsExactly("start a 0");
    dead("a", 0, 0);
    assertThat(steps(pod)).containsExactly("stop s-0: Stopping container s", "finish");
  }

  @Test
  void firstCrashRestartsAtOnceTheNextWaits() {
    Pod pod = pod("Always", List.of(), spec("a"));
    sandbox(Phase.RUNNING);
    dead("a", 0, 1);
    assertThat(steps(pod)).containsExactly("start a 1");
    crashes.put("a", new CrashBackoff(Duration.ofSeconds(10), NOW.minusSeconds(2)));
    Plan held = plan(pod);
    assertThat(held.steps()).isEmpty();
    assertThat(held.waiting().get("a"))
        .isEqualTo(
            new Waiting(
                "CrashLoopBackOff", "back-off 10s restarting failed container=a pod=p_n(u)"));
    assertThat(held.again()).isEqualTo(NOW.plusSeconds(9));
  }

  @Test
  void backOffDoublesUpToFiveMinutesAndIsForgottenAfterTen() {
    CrashBackoff record = CrashBackoff.next(null, NOW, NOW);
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      delays.add(record.delay().toSeconds());
      record = CrashBackoff.next(record, NOW, NOW);
    }
    assertThat(delays).containsExactly(10L, 20L, 40L, 80L, 160L, 300L, 300L);
    Instant later = NOW.plus(Duration.ofMinutes(11));
    assertThat(CrashBackoff.retryAt(record, later)).isEqualTo(later);
    assertThat(CrashBackoff.next(record, later, later).delay()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void restartPoliciesDecideWhoComesBack() {
    sandbox(Phase.RUNNING);
    dead("a", 0, 0);
    running("b", 0);
    assertThat(steps(pod("OnFailure", List.of(), spec("a"), spec("b")))).isEmpty();
    assertThat(steps(pod("Never", List.of(), spec("a"), spec("b")))).isEmpty();
    assertThat(steps(pod("Always", List.of(), spec("a"), spec("b")))).containsExactly("start a 1");
  }

  @Test
  void condemnedContainerIsStopped() {
    sandbox(Phase.RUNNING);
    running("a", 0);
    health.put(
        "a-0", new ContainerHealth(true, false, new ContainerHealth.Condemned("liveness", 5L)));
    assertThat(steps(pod("Always", List.of(), spec("a"))))
        .containsExactly("stop a-0: Container a failed liveness probe, will be restarted");
  }

  @Test
  void newImageReplacesTheContainer() {
    sandbox(Phase.RUNNING);
    running("a", 0);
    Container other = new ContainerBuilder().withName("a").withImage("i:2").build();
    assertThat(steps(pod("Always", List.of(), other)))
        .containsExactly("stop a-0: Container a definition changed, will be restarted");
  }

  @Test
  void deadSandboxTakesAllWithIt() {
    sandbox(Phase.EXITED);
    running("a", 0);
    assertThat(steps(pod("Always", List.of(), spec("a"))))
        .containsExactly("changed", "stop a-0: Stopping container a", "remove sandbox", "sandbox");
  }

  @Test
  void podThatNeverRestartsIsOverWhenItsSandboxDies() {
    sandbox(Phase.EXITED);
    dead("a", 0, 137);
    assertThat(steps(pod("Never", List.of(), spec("a")))).containsExactly("finish");
  }

  @Test
  void createdButNeverStartedIsMadeAnew() {
    sandbox(Phase.RUNNING);
    container("a", 0, Phase.CREATED, 0, NOW);
    assertThat(steps(pod("Always", List.of(), spec("a"))))
        .containsExactly("remove a-0", "start a 0");
  }

  @Test
  void onlyTheLastInstanceBeforeIsKept() {
    sandbox(Phase.RUNNING);
    dead("a", 0, 1);
    dead("a", 1, 1);
    running("a", 2);
    assertThat(steps(pod("Always", List.of(), spec("a")))).containsExactly("remove a-0");
  }
}
