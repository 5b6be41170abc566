package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import dev.setpoint.embedded.EmbeddedKafka;
import dev.setpoint.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The four services as processes of their own: each is killed alone, and the Pods stand. */
class SeparateProcessesIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Map<Part, String> MAINS =
      Map.of(
          Part.API, "dev.setpoint.api.ApiService",
          Part.CONTROLLER, "dev.setpoint.controller.ControllerService",
          Part.SCHEDULER, "dev.setpoint.scheduler.SchedulerService",
          Part.AGENT, "dev.setpoint.agent.NodeAgent");
  private static final int PORT = 28150;

  @TempDir Path dir;

  @Test
  void anAgentOrApiServiceThatIsKilledComesBackToWhatRuns() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir.resolve("postgres"), 0);
        EmbeddedKafka kafka = EmbeddedKafka.start(dir.resolve("kafka"), 0);
        Services services = new Services(dir, backends(postgres, kafka))) {
      for (Part part : List.of(Part.API, Part.CONTROLLER, Part.SCHEDULER, Part.AGENT)) {
        services.start(part);
      }
      services.awaitReady(MAINS.keySet().toArray(Part[]::new));
      services.apply(POD);
      services.awaitRestarts(0);
      String container = services.container();
      String started = Engine.startedAt(container);

      services.kill9(Part.AGENT);
      services.start(Part.AGENT);
      services.awaitReady(Part.AGENT);
      assertThat(services.container()).isEqualTo(container);
      assertThat(Engine.startedAt(container)).isEqualTo(started);

      services.kill9(Part.API);
      Engine.docker("kill", container).ok();
      services.start(Part.API);
      services.awaitReady(Part.API, Part.AGENT);
      services.awaitRestarts(1);
      assertThat(Engine.runningOf(services.pod())).hasSize(2);

      services.kubectl("delete", "pod", "lone").ok();
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

  private static List<String> backends(EmbeddedPostgres postgres, EmbeddedKafka kafka) {
    return List.of(
        "--spring.datasource.url=" + postgres.jdbcUrl(),
        "--spring.datasource.username=" + postgres.username(),
        "--spring.datasource.password=" + postgres.password(),
        "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
  }

  /** The services' processes. */
  private static final class Services implements AutoCloseable {

    private final Map<Part, Process> processes = new EnumMap<>(Part.class);
    private final Options options;
    private final List<String> backends;

    Services(Path dir, List<String> backends) {
      this.options =
          Options.of(
              "--setpoint.state-dir=" + dir,
              "--setpoint.port=" + PORT,
              "--setpoint.agent.pause-tar="
                  + Cluster.ROOT.resolve("deploy/pause/target/pause.tar"));
      this.backends = backends;
    }

    void start(Part part) throws IOException {
      Path lib = Cluster.ROOT.resolve("deploy/standalone/target/lib");
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  lib + "/*",
                  MAINS.get(part)));
      command.addAll(options.serviceArguments(part, backends));
      Path log = options.stateDir().resolve(part.label() + ".log");
      processes.put(
          part,
          new ProcessBuilder(command)
              .directory(options.stateDir().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start());
    }

    void kill9(Part part) throws InterruptedException {
      Process process = processes.get(part);
      process.destroyForcibly().waitFor();
    }

    void awaitReady(Part... parts) {
      for (Part part : parts) {
        Await.until(
            Duration.ofSeconds(120),
            part.label() + " is ready: " + lastLines(part),
            () -> {
              assertThat(processes.get(part).isAlive()).as(lastLines(part)).isTrue();
              return Http.get(options.readiness(part)).statusCode() == 200;
            });
      }
      Await.until(
          SOON,
          "the node is Ready",
          () -> kubectl("get", "nodes", "--no-headers").ok().out().matches("(?s)\\S+ +Ready .*"));
    }

    private String lastLines(Part part) {
      try {
        List<String> lines = Files.readAllLines(options.stateDir().resolve(part.label() + ".log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
      } catch (IOException e) {
        return e.toString();
      }
    }

    Shell.Result kubectl(String... arguments) {
      return Cluster.kubectl(options.kubeconfig(), arguments);
    }

    void apply(String manifest) throws IOException {
      Path file = options.stateDir().resolve("manifest.yaml");
      Files.writeString(file, manifest);
      kubectl("apply", "-f", file.toString()).ok();
    }

    String container() {
      return pod().container("lone").id();
    }

    PodView pod() {
      return PodView.of(
          dev.setpoint.common.json.KubeJson.TREES.readTree(
              kubectl("get", "pod", "lone", "-o", "json").ok().out()));
    }

    void awaitRestarts(int restarts) {
      Await.untilAsserted(
          SOON,
          () -> {
            PodView pod = pod();
            assertThat(pod.ready()).as(pod.toString()).isTrue();
            assertThat(pod.restarts("lone")).isEqualTo(restarts);
          });
    }

    @Override
    public void close() throws InterruptedException {
      for (Part part : List.of(Part.AGENT, Part.SCHEDULER, Part.CONTROLLER, Part.API)) {
        Process process = processes.get(part);
        if (process != null) {
          process.destroy();
          if (!process.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
          }
        }
      }
    }
  }
}
