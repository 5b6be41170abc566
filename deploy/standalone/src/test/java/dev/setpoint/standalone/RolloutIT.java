package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A new version rolls out, and back, without falling below the promised number of Pods. */
@Acceptance
class RolloutIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SELECTOR = "app=nginx-logs";

  @Test
  void aDeploymentRollsToANewImageAndBack(Workspace workspace) throws Exception {
    workspace.apply(Cluster.example("nginx-logs.yaml"));
    workspace.rolledOut("nginx-logs");
    everyPodAnswers(workspace, "Setpoint example, version 1\n");

    try (Watcher watcher = new Watcher(workspace)) {
      workspace
          .kubectl("set", "image", "deployment/nginx-logs", "nginx=setpoint/examples/nginx:2")
          .ok();
      workspace.rolledOut("nginx-logs");
      everyPodAnswers(workspace, "Setpoint example, version 2\n");
      assertThat(workspace.kubectl("rollout", "history", "deployment/nginx-logs").ok().out())
          .contains("1 ")
          .contains("2 ");

      workspace.kubectl("rollout", "undo", "deployment/nginx-logs").ok();
      workspace.rolledOut("nginx-logs");
      everyPodAnswers(workspace, "Setpoint example, version 1\n");
      watcher.neverBelow(2);
    }
  }

  @Test
  void aDeploymentScales(Workspace workspace) {
    workspace.apply(Cluster.example("nginx-logs.yaml"));
    workspace.rolledOut("nginx-logs");
    List<PodView> two = workspace.pods(SELECTOR);

    workspace.kubectl("scale", "deployment/nginx-logs", "--replicas=4").ok();
    workspace.rolledOut("nginx-logs");
    assertThat(workspace.pods(SELECTOR)).hasSize(4).allMatch(PodView::ready).containsAll(two);

    workspace.kubectl("scale", "deployment/nginx-logs", "--replicas=1").ok();
    Await.untilAsserted(SOON, () -> assertThat(workspace.allPods(SELECTOR)).hasSize(1));
    assertThat(workspace.pods(SELECTOR)).allMatch(PodView::ready);
  }

  private static void everyPodAnswers(Workspace workspace, String answer) throws IOException {
    List<PodView> pods = workspace.pods(SELECTOR);
    assertThat(pods).hasSize(2);
    for (PodView pod : pods) {
      assertThat(Http.get(pod.ip(), "/").body()).isEqualTo(answer);
    }
  }

  /** Counts, as often as it can, the Pods that answer and are not being deleted. */
  private static final class Watcher implements AutoCloseable {

    private final AtomicBoolean done = new AtomicBoolean();
    private final CompletableFuture<Integer> lowest;

    Watcher(Workspace workspace) {
      lowest =
          CompletableFuture.supplyAsync(
              () -> {
                int least = Integer.MAX_VALUE;
                while (!done.get()) {
                  least =
                      Math.min(
                          least,
                          (int)
                              workspace.pods(SELECTOR).stream()
                                  .filter(pod -> pod.ready() && !pod.ip().isEmpty())
                                  .count());
                }
                return least;
              },
              Thread::startVirtualThread);
    }

    void neverBelow(int promised) throws Exception {
      done.set(true);
      assertThat(lowest.get()).isBetween(promised, 3);
    }

    @Override
    public void close() {
      done.set(true);
    }
  }
}
