package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Two programs, two images, one Pod: the shipper reads the logs that Nginx writes. */
@Acceptance
class SharedVolumeIT {

  @Test
  void theShipperSeesWhatNginxLogsAndEachIsRestartedOnItsOwn(Workspace workspace) throws Exception {
    workspace.apply(Cluster.example("nginx-logs.yaml"));
    workspace.rolledOut("nginx-logs");
    List<PodView> pods = workspace.pods("app=nginx-logs");
    assertThat(pods).hasSize(2).allMatch(PodView::ready);
    for (PodView pod : pods) {
      requestIsShipped(workspace, pod);
    }

    PodView pod = pods.getFirst();
    Engine.kill9(Engine.pid(pod.container("nginx").id()));
    PodView afterNginx = awaitRestarts(workspace, pod.name(), 1, 0);
    assertThat(afterNginx.container("shipper").id()).isEqualTo(pod.container("shipper").id());
    requestIsShipped(workspace, afterNginx);

    Engine.kill9(Engine.pid(pod.container("shipper").id()));
    PodView afterShipper = awaitRestarts(workspace, pod.name(), 1, 1);
    assertThat(afterShipper.container("nginx").id()).isEqualTo(afterNginx.container("nginx").id());
    requestIsShipped(workspace, afterShipper);

    assertThat(workspace.pod(pods.getLast().name()).containers().values())
        .as("the other Pod is left alone")
        .allMatch(container -> container.restarts() == 0);
  }

  private static void requestIsShipped(Workspace workspace, PodView pod) throws Exception {
    String path = "/" + UUID.randomUUID();
    assertThat(Http.get(pod.ip(), path).statusCode()).isEqualTo(404);
    Await.until(
        Duration.ofSeconds(15),
        "the shipper of " + pod.name() + " printed the request",
        () ->
            workspace
                .kubectl("logs", pod.name(), "--container=shipper")
                .ok()
                .out()
                .contains("GET " + path));
  }

  private static PodView awaitRestarts(Workspace workspace, String pod, int nginx, int shipper) {
    return Await.until(
        Duration.ofSeconds(40),
        () -> {
          PodView now = workspace.pod(pod);
          assertThat(now.restarts("nginx")).isEqualTo(nginx);
          assertThat(now.restarts("shipper")).isEqualTo(shipper);
          assertThat(now.ready()).isTrue();
          return now;
        });
  }
}
