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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The services as processes of their own, on one Postgres and one Kafka that end with them. */
final class ServiceProcesses implements AutoCloseable {

  private static final Map<Part, String> MAINS =
      Map.of(
          Part.API, "dev.setpoint.api.ApiService",
          Part.CONTROLLER, "dev.setpoint.controller.ControllerService",
          Part.SCHEDULER, "dev.setpoint.scheduler.SchedulerService",
          Part.AGENT, "dev.setpoint.agent.NodeAgent");

  /** One of possibly several replicas of a part: each listens on ports of its own. */
  private record Replica(Part part, int port) {}

  private final Map<Replica, Process> processes = new LinkedHashMap<>();
  private final Path dir;
  private final int port;
  private final String heap;
  private final EmbeddedPostgres postgres;
  private final EmbeddedKafka kafka;

  ServiceProcesses(Path dir, int port) throws IOException {
    this(dir, port, "256m");
  }

  /**
   * @param heap of each process
   */
  ServiceProcesses(Path dir, int port, String heap) throws IOException {
    this.dir = dir;
    this.port = port;
    this.heap = heap;
    this.postgres = EmbeddedPostgres.start(dir.resolve("postgres"), 0);
    this.kafka = EmbeddedKafka.start(dir.resolve("kafka"), 0);
  }

  void start(Part part) throws IOException {
    start(part, port);
  }

  /**
   * Starts a replica whose ports begin at {@code ownPort}.
   *
   * @param properties of Spring, as {@code --name=value}
   */
  void start(Part part, int ownPort, String... properties) throws IOException {
    Replica replica = new Replica(part, ownPort);
    Path lib = Cluster.ROOT.resolve("deploy/standalone/target/lib");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                lib + "/*",
                MAINS.get(part)));
    command.addAll(options(ownPort).serviceArguments(part, backends()));
    command.addAll(List.of(properties));
    processes.put(
        replica,
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(replica).toFile()))
            .start());
  }

  void kill9(Part part) throws InterruptedException {
    processes.get(new Replica(part, port)).destroyForcibly().waitFor();
  }

  void awaitReady(List<Part> parts) {
    parts.forEach(part -> awaitReady(part, port));
  }

  void awaitReady(Part part, int ownPort) {
    Replica replica = new Replica(part, ownPort);
    Await.untilAsserted(
        Duration.ofSeconds(120),
        () -> {
          assertThat(processes.get(replica).isAlive()).as(lastLines(replica)).isTrue();
          assertThat(Http.get(options(ownPort).readiness(part)).statusCode())
              .as(lastLines(replica))
              .isEqualTo(200);
        });
  }

  void awaitNodeReady() {
    Await.until(
        Duration.ofSeconds(60),
        "the node is Ready",
        () -> kubectl("get", "nodes", "--no-headers").ok().out().matches("(?s)\\S+ +Ready .*"));
  }

  Shell.Result kubectl(String... arguments) {
    return Cluster.kubectl(options(port).kubeconfig(), arguments);
  }

  void apply(String manifest) throws IOException {
    Path file = dir.resolve("manifest.yaml");
    Files.writeString(file, manifest);
    kubectl("apply", "-f", file.toString()).ok();
  }

  /** All that a replica has said so far. */
  String log(Part part, int ownPort) throws IOException {
    return Files.readString(log(new Replica(part, ownPort)));
  }

  private Options options(int ownPort) {
    return Options.of(
        "--setpoint.state-dir=" + dir,
        "--setpoint.port=" + ownPort,
        "--setpoint.agent.pause-tar=" + Cluster.ROOT.resolve("deploy/pause/target/pause.tar"));
  }

  private List<String> backends() {
    return List.of(
        "--spring.datasource.url=" + postgres.jdbcUrl(),
        "--spring.datasource.username=" + postgres.username(),
        "--spring.datasource.password=" + postgres.password(),
        "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
  }

  private Path log(Replica replica) {
    return dir.resolve(replica.part().label() + "-" + replica.port() + ".log");
  }

  private String lastLines(Replica replica) {
    try {
      List<String> lines = Files.readAllLines(log(replica));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The newest first, so that an API service outlives those who talk to it. */
  @Override
  public void close() throws InterruptedException {
    try {
      for (Process process : List.copyOf(processes.values()).reversed()) {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      }
    } finally {
      kafka.close();
      postgres.close();
    }
  }
}
