package dev.setpoint.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.probe.ContainerHealth;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.ContainerState.Phase;
import dev.setpoint.agent.sync.Observed;
import dev.setpoint.agent.sync.Waiting;
import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PodStatusBuilderTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final List<ContainerState> engine = new ArrayList<>();
  private final Map<String, ContainerHealth> health = new HashMap<>();
  private final Map<String, Waiting> waiting = new HashMap<>();
  private boolean ended;

  private static Pod pod(String policy, boolean withInit) {
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("p")
            .withNamespace("n")
            .withUid("u")
            .withResourceVersion("7")
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy(policy)
            .withContainers(new ContainerBuilder().withName("a").withImage("i:1").build())
            .endSpec()
            .withNewStatus()
            .withPhase("Pending")
            .withQosClass("BestEffort")
            .addToConditions(
                new PodConditionBuilder()
                    .withType("PodScheduled")
                    .withStatus("True")
                    .withLastTransitionTime("2025-12-31T00:00:00Z")
                    .build())
            .endStatus();
    if (withInit) {
      pod.editSpec()
          .withInitContainers(new ContainerBuilder().withName("i").withImage("i:1").build())
          .endSpec();
    }
    return pod.build();
  }

  private void sandbox() {
    engine.add(state("sandbox", Map.of(Labels.ROLE, Labels.SANDBOX_ROLE), Phase.RUNNING, 0));
  }

  private void container(String name, int count, Phase phase, int exit) {
    engine.add(
        state(
            name + count,
            Map.of(
                Labels.ROLE,
                Labels.CONTAINER_ROLE,
                Labels.CONTAINER,
                name,
                Labels.RESTART_COUNT,
                String.valueOf(count),
                Labels.SANDBOX,
                "sandbox"),
            phase,
            exit));
  }

  private static ContainerState state(
      String id, Map<String, String> labels, Phase phase, int exit) {
    return new ContainerState(
        id,
        "i:1",
        "sha256:1",
        labels,
        phase,
        NOW.minusSeconds(60),
        NOW.minusSeconds(59),
        phase == Phase.EXITED ? NOW.minusSeconds(1) : null,
        exit,
        false,
        "",
        1,
        "10.0.0.2",
        false,
        "");
  }

  private PodStatus build(Pod pod) {
    return PodStatusBuilder.build(
        new StatusInput(
            pod,
            Observed.of(engine),
            health,
            waiting,
            Map.of(),
            Map.of("sha256:1", "i@sha256:abc"),
            "192.0.2.1",
            NOW.minusSeconds(70),
            null,
            ended),
        NOW);
  }

  private static PodCondition condition(PodStatus status, String type) {
    return status.getConditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void newPodIsPendingAndCreating() {
    PodStatus status = build(pod("Always", false));
    assertThat(status.getPhase()).isEqualTo("Pending");
    assertThat(status.getContainerStatuses().getFirst().getState().getWaiting().getReason())
        .isEqualTo("ContainerCreating");
    assertThat(condition(status, "PodReadyToStartContainers").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Initialized").getStatus()).isEqualTo("True");
    assertThat(condition(status, "PodScheduled").getStatus()).isEqualTo("True");
  }

  @Test
  void podWithInitContainersIsInitializing() {
    sandbox();
    PodStatus status = build(pod("Always", true));
    assertThat(status.getContainerStatuses().getFirst().getState().getWaiting().getReason())
        .isEqualTo("PodInitializing");
    assertThat(condition(status, "Initialized").getMessage())
        .isEqualTo("containers with incomplete status: [i]");
  }

  @Test
  void runningPodIsReadyWithItsAddresses() {
    sandbox();
    container("a", 0, Phase.RUNNING, 0);
    PodStatus status = build(pod("Always", false));
    assertThat(status.getPhase()).isEqualTo("Running");
    assertThat(status.getPodIP()).isEqualTo("10.0.0.2");
    assertThat(status.getHostIP()).isEqualTo("192.0.2.1");
    assertThat(status.getQosClass()).isEqualTo("BestEffort");
    var a = status.getContainerStatuses().getFirst();
    assertThat(a.getReady()).isTrue();
    assertThat(a.getStarted()).isTrue();
    assertThat(a.getContainerID()).isEqualTo("docker://a0");
    assertThat(a.getImageID()).isEqualTo("docker-pullable://i@sha256:abc");
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void crashedContainerWaitsWithItsLastState() {
    sandbox();
    container("a", 3, Phase.EXITED, 2);
    waiting.put("a", new Waiting("CrashLoopBackOff", "back-off"));
    PodStatus status = build(pod("Always", false));
    var a = status.getContainerStatuses().getFirst();
    assertThat(a.getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
    assertThat(a.getLastState().getTerminated().getExitCode()).isEqualTo(2);
    assertThat(a.getRestartCount()).isEqualTo(3);
    assertThat(status.getPhase()).isEqualTo("Running");
    assertThat(condition(status, "ContainersReady").getMessage())
        .isEqualTo("containers with unready status: [a]");
  }

  @Test
  void phasesOfPodsThatEnd() {
    sandbox();
    container("a", 0, Phase.EXITED, 0);
    assertThat(build(pod("Never", false)).getPhase()).isEqualTo("Succeeded");
    assertThat(build(pod("OnFailure", false)).getPhase()).isEqualTo("Succeeded");
    assertThat(build(pod("Always", false)).getPhase()).isEqualTo("Running");
    engine.removeLast();
    container("a", 0, Phase.EXITED, 1);
    assertThat(build(pod("Never", false)).getPhase()).isEqualTo("Failed");
    assertThat(build(pod("OnFailure", false)).getPhase()).isEqualTo("Running");
    ended = true;
    assertThat(build(pod("Always", false)).getPhase()).isEqualTo("Failed");
  }

  @Test
  void unreadyByProbe() {
    sandbox();
    container("a", 0, Phase.RUNNING, 0);
    health.put("a0", new ContainerHealth(false, false, null));
    var a = build(pod("Always", false)).getContainerStatuses().getFirst();
    assertThat(a.getStarted()).isFalse();
    assertThat(a.getReady()).isFalse();
  }

  @Test
  void patchHoldsOnlyWhatChangesAndIsTiedToAVersion() {
    sandbox();
    container("a", 0, Phase.RUNNING, 0);
    Pod pod = pod("Always", false);
    PodStatus desired = build(pod);
    ObjectNode patch = StatusPatch.between(pod, desired);
    assertThat(patch).isNotNull();
    assertThat(patch.path("metadata").path("resourceVersion").asString()).isEqualTo("7");
    assertThat(patch.path("status").has("qosClass")).isFalse();
    assertThat(patch.path("status").path("conditions").toString()).contains("PodScheduled");
    Pod after = new PodBuilder(pod).withStatus(desired).build();
    assertThat(StatusPatch.between(after, desired)).isNull();
    // A Pod read back from the API, and a status computed later, change nothing either.
    Pod read = KubeJson.readTyped(KubeJson.write(KubeJson.toTree(after)), Pod.class);
    assertThat(StatusPatch.between(read, build(after))).isNull();
  }

  @Test
  void fieldsThatVanishAreSetToNull() {
    Pod pod = pod("Always", false);
    pod.getStatus().setMessage("old");
    pod.getStatus().setReason("Old");
    ObjectNode patch = StatusPatch.between(pod, build(pod));
    assertThat(patch).isNotNull();
    assertThat(patch.path("status").get("message").isNull()).isTrue();
  }
}
