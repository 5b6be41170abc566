package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The four services as processes of their own: each is killed alone, and the Pods stand. */
class SeparateProcessesIT {

  private static final List<Part> PARTS =
      List.of(Part.API, Part.CONTROLLER, Part.SCHEDULER, Part.AGENT);
  private static final int PORT = 28150;

  @TempDir Path dir;

  @Test
  void anAgentOrApiServiceThatIsKilledComesBackToWhatRuns() throws Exception {
    try (ServiceProcesses services = new ServiceProcesses(dir, PORT)) {
      for (Part part : PARTS) {
        services.start(part);
      }
      services.awaitReady(PARTS);
      services.awaitNodeReady();
      services.apply(POD);
      awaitRestarts(services, 0);
      String container = container(services);
      String started = Engine.startedAt(container);

      services.kill9(Part.AGENT);
      services.start(Part.AGENT);
      services.awaitReady(List.of(Part.AGENT));
      services.awaitNodeReady();
      assertThat(container(services)).isEqualTo(container);
      assertThat(Engine.startedAt(container)).isEqualTo(started);

      services.kill9(Part.API);
      Engine.docker("kill", container).ok();
      services.start(Part.API);
      services.awaitReady(List.of(Part.API, Part.AGENT));
      services.awaitNodeReady();
      awaitRestarts(services, 1);
      assertThat(Engine.runningOf(pod(services))).hasSize(2);

      PodView last = pod(services);
      services.kubectl("delete", "pod", "lone").ok();
      Await.until(
          Duration.ofSeconds(60), "no container is left", () -> Engine.podOf(last).isEmpty());
      Await.until(Duration.ofSeconds(10), "no volume is left", () -> isEmpty(dir.resolve("pods")));
    }
  }

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: lone}
      spec:
        terminationGracePeriodSeconds: 0
        containers:
          - name: lone
            image: setpoint/examples/busybox:1
            command: [sleep, "100000"]
      """;

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  private static String container(ServiceProcesses services) {
    return pod(services).container("lone").id();
  }

  private static PodView pod(ServiceProcesses services) {
    return PodView.of(
        KubeJson.TREES.readTree(services.kubectl("get", "pod", "lone", "-o", "json").ok().out()));
  }

  private static void awaitRestarts(ServiceProcesses services, int restarts) {
    Await.untilAsserted(
        Duration.ofSeconds(60),
        () -> {
          PodView pod = pod(services);
          assertThat(pod.ready()).as(pod.toString()).isTrue();
          assertThat(pod.restarts("lone")).isEqualTo(restarts);
        });
  }
}
