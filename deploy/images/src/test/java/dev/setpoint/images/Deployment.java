package dev.setpoint.images;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The parts of docker-compose.yml, each a container of its image, started in the same order. */
final class Deployment implements AutoCloseable {

  static final String NODE = "image-node";
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Network network = Network.newNetwork();
  private final Deque<GenericContainer<?>> started = new ArrayDeque<>();
  private final String volume = "setpoint-image-test-" + UUID.randomUUID();
  private final int apiPort = freePort();
  private final GenericContainer<?> api;

  Deployment(Path nodeDir) throws IOException {
    start(
        part("postgres:18")
            .withNetworkAliases("postgres")
            .withEnv(
                Map.of(
                    "POSTGRES_USER", "setpoint",
                    "POSTGRES_PASSWORD", "secret",
                    "POSTGRES_DB", "setpoint"))
            .waitingFor(Wait.forSuccessfulCommand("pg_isready -h 127.0.0.1 -U setpoint")));
    start(
        part("apache/kafka:4.4.0")
            .withNetworkAliases("kafka")
            .withEnv("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://kafka:9092")
            .waitingFor(Wait.forLogMessage(".*Kafka Server started.*", 1)));
    api =
        part("setpoint/api-service")
            .withNetworkAliases("api-service")
            .withEnv(
                Map.of(
                    "SPRING_DATASOURCE_URL", "jdbc:postgresql://postgres:5432/setpoint",
                    "SPRING_DATASOURCE_USERNAME", "setpoint",
                    "SPRING_DATASOURCE_PASSWORD", "secret",
                    "SPRING_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
                    "SETPOINT_NODES", NODE,
                    "SETPOINT_PKI_SERVER", "https://127.0.0.1:" + apiPort,
                    "SETPOINT_PKI_SERVICESERVER", "https://api-service:6443",
                    "SETPOINT_PKI_EXTRANAMES", "api-service"))
            .waitingFor(Wait.forHealthcheck());
    mountState(api, AccessMode.rw);
    api.setPortBindings(List.of(apiPort + ":6443"));
    start(api);
    for (String service : List.of("controller-service", "scheduler-service")) {
      GenericContainer<?> part =
          part("setpoint/" + service).withEnv("SPRING_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");
      mountState(part, AccessMode.ro);
      start(part.waitingFor(Wait.forHealthcheck()));
    }
    start(agent(nodeDir));
  }

  private GenericContainer<?> agent(Path nodeDir) throws IOException {
    GenericContainer<?> agent =
        new GenericContainer<>(DockerImageName.parse("setpoint/node-agent"))
            .withNetworkMode("host")
            .withEnv(
                Map.of(
                    "SETPOINT_NODE_NAME",
                    NODE,
                    "SETPOINT_STATE_DIR",
                    nodeDir.toString(),
                    "SETPOINT_KUBECONFIG",
                    "/var/lib/setpoint/kubeconfigs/node-" + NODE,
                    "SETPOINT_AGENT_PORT",
                    String.valueOf(freePort()),
                    "SETPOINT_AGENT_PODCIDRRANGE",
                    "10.213.0.0/16",
                    "SERVER_PORT",
                    String.valueOf(freePort())))
            .withFileSystemBind(
                "/var/run/docker.sock", "/var/run/docker.sock", BindMode.READ_WRITE);
    mountState(agent, AccessMode.ro);
    agent.withCreateContainerCmdModifier(
        command -> {
          var host = java.util.Objects.requireNonNull(command.getHostConfig());
          var binds = new java.util.ArrayList<>(List.of(host.getBinds()));
          binds.add(new Bind(nodeDir.toString(), new Volume(nodeDir.toString())));
          host.withBinds(binds);
        });
    return agent;
  }

  private GenericContainer<?> part(String image) {
    return new GenericContainer<>(DockerImageName.parse(image)).withNetwork(network);
  }

  private void mountState(GenericContainer<?> part, AccessMode mode) {
    part.withCreateContainerCmdModifier(
        command -> {
          var host = java.util.Objects.requireNonNull(command.getHostConfig());
          Bind[] present = host.getBinds();
          var binds = new java.util.ArrayList<>(present == null ? List.of() : List.of(present));
          binds.add(new Bind(volume, new Volume("/var/lib/setpoint"), mode));
          host.withBinds(binds);
        });
  }

  private void start(GenericContainer<?> part) {
    started.push(part);
    // Here, since a wait strategy given to the part brings a patience of its own.
    part.withStartupTimeout(PATIENCE).start();
  }

  /** What the administrator would copy out of the state volume. */
  String kubeconfig() throws IOException, InterruptedException {
    ExecResult result =
        api.execInContainer(StandardCharsets.UTF_8, "cat", "/var/lib/setpoint/kubeconfig");
    return result.getStdout();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    started.forEach(GenericContainer::stop);
    network.close();
    DockerClient docker = DockerClientFactory.instance().client();
    docker.removeVolumeCmd(volume).exec();
    // What the agent made on the engine outlives it by design; this node will not come back.
    String label = "setpoint.dev/node=" + NODE;
    docker
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(label))
        .exec()
        .forEach(c -> docker.removeContainerCmd(c.getId()).withForce(true).exec());
    docker
        .listNetworksCmd()
        .withFilter("label", List.of(label))
        .exec()
        .forEach(n -> docker.removeNetworkCmd(n.getId()).exec());
  }
}
