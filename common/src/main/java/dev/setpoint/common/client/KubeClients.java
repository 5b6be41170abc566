package dev.setpoint.common.client;

import dev.setpoint.common.error.ApiException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes REST clients from a kubeconfig file that api-service may not have written yet. */
public final class KubeClients {

  private static final Logger log = LoggerFactory.getLogger(KubeClients.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SAY_AGAIN = Duration.ofSeconds(5);

  private KubeClients() {}

  /** Blocks until the file is there, saying so every few seconds, and reads it. */
  public static Config awaitConfig(Path kubeconfig) throws InterruptedException {
    long said = System.nanoTime() - SAY_AGAIN.toNanos();
    while (true) {
      if (Files.isReadable(kubeconfig)) {
        return readConfig(kubeconfig);
      }
      if (System.nanoTime() - said >= SAY_AGAIN.toNanos()) {
        log.info("Waiting for {}, which api-service writes when it starts", kubeconfig);
        said = System.nanoTime();
      }
      Thread.sleep(POLL);
    }
  }

  /** Reads a kubeconfig; throws an ApiException (503) where it is not there or not readable. */
  static Config readConfig(Path kubeconfig) {
    if (!Files.isReadable(kubeconfig)) {
      throw ApiException.unavailable(
          "no kubeconfig at " + kubeconfig + " yet; api-service writes it when it starts");
    }
    return Config.fromKubeconfig(kubeconfig.toFile());
  }

  /**
   * fabric8's client on the JDK HttpClient, over HTTP/1.1, with deadlines; blocks until the
   * kubeconfig is there. Its watches and informers try WebSocket: use {@code Informers} instead.
   */
  public static KubernetesClient await(Path kubeconfig, String userAgent)
      throws InterruptedException {
    return of(awaitConfig(kubeconfig), userAgent);
  }

  public static KubernetesClient of(Config config, String userAgent) {
    config.setUserAgent(userAgent);
    config.setConnectionTimeout(5_000);
    config.setRequestTimeout(30_000);
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new Http11Factory())
        .build();
  }

  /** One connection per request in flight keeps a stalled stream from holding up others. */
  private static final class Http11Factory extends JdkHttpClientFactory {
    @Override
    protected void additionalConfig(HttpClient.Builder builder) {
      builder
          .version(HttpClient.Version.HTTP_1_1)
          .executor(Executors.newVirtualThreadPerTaskExecutor());
    }
  }
}
