package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.vertx5.Vertx5HttpClientFactory;
import io.kubernetes.client.Attach;
import io.kubernetes.client.Copy;
import io.kubernetes.client.Exec;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.openapi.ApiClient;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** exec, attach, copies and port-forward by fabric8's client and by the official Java client. */
@Acceptance
@Timeout(120)
class ClientStreamsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String FAILING = "echo out; echo err >&2; exit 3";

  @TempDir Path dir;

  private Cluster cluster;
  private String namespace;
  private Path much;

  @BeforeEach
  void runPod(Cluster cluster, Workspace workspace) throws IOException {
    this.cluster = cluster;
    this.namespace = workspace.name();
    byte[] bytes = new byte[1_000_000];
    new Random(1).nextBytes(bytes);
    this.much = Files.write(dir.resolve("much"), bytes);
    workspace.apply(StreamsIT.POD);
    workspace.awaitReady("web");
  }

  @Test
  void ofFabric8() throws Exception {
    Config config = Config.fromKubeconfig(cluster.kubeconfig().toFile());
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new Vertx5HttpClientFactory())
            .build()) {
      PodResource pod = client.pods().inNamespace(namespace).withName("web");
      ContainerResource web = pod.inContainer("web");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      try (ExecWatch exec = web.writingOutput(out).writingError(err).exec("sh", "-c", FAILING)) {
        assertThat(exec.exitCode().get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(3);
      }
      assertThat(out).hasToString("out\n");
      assertThat(err).hasToString("err\n");

      assertThat(web.file("/copy").upload(much)).isTrue();
      assertThat(web.file("/copy").copy(dir.resolve("back"))).isTrue();
      assertThat(dir.resolve("back")).hasSameBinaryContentAs(much);

      try (ExecWatch attached =
          pod.inContainer("echo").redirectingInput().redirectingOutput().attach()) {
        answers(attached.getInput(), attached.getOutput(), "one\n", "got one");
      }
      try (LocalPortForward local = pod.portForward(8081)) {
        URI page = URI.create("http://127.0.0.1:" + local.getLocalPort() + "/");
        assertThat(Http.get(page).body()).isEqualTo("hello\n");
      }
    }
  }

  @Test
  void ofTheOfficialClient() throws Exception {
    ApiClient client = io.kubernetes.client.util.Config.fromConfig(cluster.kubeconfig().toString());
    client.setReadTimeout(0);
    Process process =
        new Exec(client)
            .newExecutionBuilder(namespace, "web", new String[] {"sh", "-c", "read go; " + FAILING})
            .setContainer("web")
            .setStdin(true)
            .setStdout(true)
            .setStderr(true)
            .execute();
    // This client gives no stream any more once the connection has ended.
    InputStream out = process.getInputStream();
    InputStream err = process.getErrorStream();
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    assertThat(out.readAllBytes()).asString().isEqualTo("out\n");
    assertThat(err.readAllBytes()).asString().isEqualTo("err\n");
    assertThat(process.waitFor()).isEqualTo(3);

    Copy copy = new Copy(client);
    copy.copyFileToPodAsync(namespace, "web", "web", much, Path.of("/copy"));
    Await.untilAsserted(
        PATIENCE,
        () -> {
          try (InputStream back = copy.copyFileFromPod(namespace, "web", "web", "/copy")) {
            assertThat(back.readAllBytes()).isEqualTo(Files.readAllBytes(much));
          }
        });

    try (Attach.AttachResult attached =
        new Attach(client)
            .newConnectionBuilder(namespace, "web")
            .setContainer("echo")
            .setStdin(true)
            .setStdout(true)
            .connect()) {
      answers(
          attached.getStandardInputStream(),
          attached.getStandardOutputStream(),
          "one\n",
          "got one");
    }
    try (PortForward.PortForwardResult forward =
        new PortForward(client).forward(namespace, "web", List.of(8081))) {
      answers(
          forward.getOutboundStream(8081),
          forward.getInputStream(8081),
          "GET / HTTP/1.0\r\n\r\n",
          "hello");
    }
  }

  /** Says something and reads up to the line that answers it. */
  private static void answers(OutputStream in, InputStream out, String said, String wanted)
      throws IOException {
    in.write(said.getBytes(StandardCharsets.UTF_8));
    in.flush();
    BufferedReader lines = new BufferedReader(new InputStreamReader(out, StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.equals(wanted)) {
      line = lines.readLine();
    }
    assertThat(line).isEqualTo(wanted);
  }
}
