package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keep standing: whatever is killed, the desired state comes back, with nothing doubled. */
@Acceptance
class RecoveryIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SELECTOR = "app=nginx-logs";

  @Test
  void aKilledContainerIsRestarted(Workspace workspace) {
    PodView pod = deployed(workspace).getFirst();
    Engine.docker("kill", pod.container("nginx").id()).ok();
    Await.untilAsserted(
        SOON,
        () -> {
          PodView now = workspace.pod(pod.name());
          assertThat(now.restarts("nginx")).isEqualTo(1);
          assertThat(now.restarts("shipper")).isZero();
          assertThat(now.ready()).isTrue();
        });
    nothingIsDoubled(workspace);
  }

  @Test
  void aPodWhoseContainersAreGoneComesBack(Workspace workspace) {
    List<PodView> pods = deployed(workspace);
    PodView lost = pods.getFirst();
    List<String> containers = Engine.podOf(lost);
    assertThat(containers).hasSize(3);
    Engine.docker(
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of("rm", "--force"), containers.stream())
                .toArray(String[]::new))
        .ok();
    Await.untilAsserted(
        SOON,
        () -> {
          PodView now = workspace.pod(lost.name());
          assertThat(now.ready()).isTrue();
          assertThat(containers).doesNotContain(now.container("nginx").id());
          assertThat(containers).doesNotContain(now.container("shipper").id());
        });
    assertThat(workspace.pod(pods.getLast().name())).isEqualTo(pods.getLast());
    nothingIsDoubled(workspace);
  }

  @Test
  void aDeletedPodIsReplaced(Workspace workspace) {
    List<PodView> pods = deployed(workspace);
    workspace.kubectl("delete", "pod", pods.getFirst().name()).ok();
    Await.untilAsserted(
        SOON,
        () -> {
          List<PodView> now = workspace.pods(SELECTOR);
          assertThat(now).hasSize(2).allMatch(PodView::ready);
          assertThat(now).extracting(PodView::name).contains(pods.getLast().name());
          assertThat(now).extracting(PodView::name).doesNotContain(pods.getFirst().name());
        });
    nothingIsDoubled(workspace);
  }

  @Test
  void killingTheAllInOneTouchesNoContainer(Cluster cluster, Workspace workspace) throws Exception {
    deployed(workspace);
    Map<String, String> before = startTimes(workspace);
    cluster.kill9();
    assertThat(startTimes(before.keySet())).as("while nothing runs").isEqualTo(before);

    cluster.up();
    workspace.rolledOut("nginx-logs");
    assertThat(startTimes(workspace)).isEqualTo(before);
    assertThat(workspace.pods(SELECTOR)).hasSize(2).allMatch(PodView::ready);
    nothingIsDoubled(workspace);
  }

  @Test
  void whatDiesWhileTheAllInOneIsDownIsRestartedByTheNext(Cluster cluster, Workspace workspace)
      throws Exception {
    PodView pod = deployed(workspace).getFirst();
    cluster.kill9();
    Engine.docker("kill", pod.container("nginx").id()).ok();
    cluster.up();
    Await.untilAsserted(
        SOON,
        () -> {
          PodView now = workspace.pod(pod.name());
          assertThat(now.restarts("nginx")).isEqualTo(1);
          assertThat(now.restarts("shipper")).isZero();
          assertThat(now.ready()).isTrue();
        });
    nothingIsDoubled(workspace);
  }

  @Test
  void stoppingInOrderLeavesPodsForTheNextStartToAdopt(Cluster cluster, Workspace workspace) {
    deployed(workspace);
    Map<String, String> before = startTimes(workspace);
    cluster.setpoint("down").ok();
    assertThat(cluster.setpoint("status").exit()).isEqualTo(1);
    assertThat(startTimes(before.keySet())).isEqualTo(before);

    cluster.up();
    assertThat(cluster.setpoint("status").ok().out()).contains("api").contains("ready");
    workspace.rolledOut("nginx-logs");
    assertThat(startTimes(workspace)).isEqualTo(before);
    nothingIsDoubled(workspace);
  }

  private static List<PodView> deployed(Workspace workspace) {
    workspace.apply(Cluster.example("nginx-logs.yaml"));
    workspace.rolledOut("nginx-logs");
    List<PodView> pods = workspace.pods(SELECTOR);
    assertThat(pods).hasSize(2).allMatch(PodView::ready);
    return pods;
  }

  private static Map<String, String> startTimes(Workspace workspace) {
    return startTimes(
        workspace.pods(SELECTOR).stream()
            .flatMap(pod -> pod.containers().values().stream())
            .map(PodView.ContainerView::id)
            .collect(Collectors.toSet()));
  }

  private static Map<String, String> startTimes(Set<String> containers) {
    Map<String, String> times = new TreeMap<>();
    containers.forEach(id -> times.put(id, Engine.startedAt(id)));
    return times;
  }

  /** Each Pod has its infra container and one running container of each name. */
  private static void nothingIsDoubled(Workspace workspace) {
    List<PodView> pods = workspace.pods(SELECTOR);
    assertThat(pods).hasSize(2);
    for (PodView pod : pods) {
      String nginx = pod.container("nginx").id();
      assertThat(Engine.runningOf(pod))
          .containsExactlyInAnyOrder(Engine.infraOf(nginx), nginx, pod.container("shipper").id());
    }
  }
}
