package dev.setpoint.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A Pod goes from the API to a container and back again through the images alone. */
class ImagesIT {

  @BeforeAll
  static void buildImages() throws Exception {
    ProcessBuilder command =
        new ProcessBuilder("./build")
            .directory(Path.of("").toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "build.log").toFile());
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process build = command.start();
    assertThat(build.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(build.exitValue()).as("see target/build.log").isZero();
  }

  @Test
  @Timeout(value = 12, unit = TimeUnit.MINUTES)
  void aPodRunsAndItsLogIsRead(@TempDir(cleanup = CleanupMode.NEVER) Path nodeDir)
      throws Exception {
    try (Deployment deployment = new Deployment(nodeDir);
        KubernetesClient client =
            new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(deployment.kubeconfig()))
                .build()) {
      Node node =
          client
              .nodes()
              .withName(Deployment.NODE)
              .waitUntilCondition(ImagesIT::isReady, 3, TimeUnit.MINUTES);
      assertThat(node).isNotNull();

      client.resource(pod()).inNamespace("default").create();
      Pod done =
          client
              .pods()
              .inNamespace("default")
              .withName("hello")
              .waitUntilCondition(
                  p -> p != null && "Succeeded".equals(p.getStatus().getPhase()),
                  3,
                  TimeUnit.MINUTES);
      assertThat(done.getSpec().getNodeName()).isEqualTo(Deployment.NODE);
      assertThat(client.pods().inNamespace("default").withName("hello").getLog())
          .isEqualTo("hello from an image\n");

      client.pods().inNamespace("default").withName("hello").delete();
      client
          .pods()
          .inNamespace("default")
          .withName("hello")
          .waitUntilCondition(java.util.Objects::isNull, 1, TimeUnit.MINUTES);
    }
  }

  private static boolean isReady(Node node) {
    return node != null
        && node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /** The base image is at hand wherever the services' images are. */
  private static Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("hello")
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("hello")
        .withImage("setpoint/base:1")
        .withImagePullPolicy("Never")
        .withCommand("echo", "hello from an image")
        .endContainer()
        .endSpec()
        .build();
  }
}
