package dev.setpoint.agent;

import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.testing.Await;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** One agent on an in-memory API; it can be stopped and started anew on the same state. */
final class TestNode implements AutoCloseable {

  final FakeCluster cluster;
  private final ContainerRuntime runtime;
  private final Path stateDir;
  private final String name;
  private final String image;
  private final TestPki pki = new TestPki();
  private Agent agent;

  TestNode(FakeCluster cluster, ContainerRuntime runtime, Path stateDir, String name, String image)
      throws Exception {
    this.cluster = cluster;
    this.runtime = runtime;
    this.stateDir = stateDir;
    this.name = name;
    this.image = image;
    pki.write(stateDir);
    start();
  }

  void start() {
    AgentProperties settings =
        new AgentProperties(
            0,
            "127.0.0.1",
            image,
            List.of("sleep", "1000000"),
            null,
            "10.241.0.0/16",
            110,
            4,
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    EventRecorder recorder =
        new EventRecorder() {
          @Override
          public void event(HasMetadata about, String type, String reason, String message) {
            cluster.record(about, type, reason, message);
          }
        };
    agent =
        new Agent(
            new ServiceProperties(stateDir, null, new ServiceProperties.Node(name)),
            settings,
            runtime,
            cluster,
            cluster,
            recorder,
            new SimpleMeterRegistry(),
            Clock.systemUTC());
    agent.start();
    Await.untilAsserted(
        Duration.ofSeconds(30),
        () -> {
          if (agent.trouble() != null) {
            throw new AssertionError(agent.trouble());
          }
        });
  }

  void stop() {
    agent.close();
  }

  HttpResponse<java.io.InputStream> get(String client, String path) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(pki.client(client))
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + agent.serverPort() + path))
                .timeout(Duration.ofSeconds(20))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
  }

  HttpResponse<java.io.InputStream> get(String path) throws Exception {
    return get("kube-apiserver-kubelet-client", path);
  }

  String text(String path) throws Exception {
    return new String(get(path).body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    agent.close();
  }
}
