package dev.setpoint.common.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The server, credentials and HTTP client that one version of a kubeconfig file yields. */
record Connection(
    String server, @Nullable String token, String caPem, HttpClient http, FileTime written) {

  static Connection open(Path kubeconfig) {
    Config config = KubeClients.readConfig(kubeconfig);
    String server = config.getMasterUrl();
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    try {
      if (server.startsWith("https:")) {
        http.sslContext(SSLUtils.sslContext(config));
      }
      return new Connection(
          server.endsWith("/") ? server.substring(0, server.length() - 1) : server,
          token(config),
          caPem(config),
          http.build(),
          Files.getLastModifiedTime(kubeconfig));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("Cannot use the certificates in " + kubeconfig, e);
    }
  }

  private static String caPem(Config config) throws IOException {
    String data = config.getCaCertData();
    if (data != null) {
      return new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII);
    }
    String file = config.getCaCertFile();
    return file == null ? "" : Files.readString(Path.of(file));
  }

  /** A kubeconfig's token is the automatic one; the other is set by hand or environment. */
  private static @Nullable String token(Config config) {
    String set = config.getOauthToken();
    return set != null ? set : config.getAutoOAuthToken();
  }

  boolean olderThan(Path kubeconfig) {
    try {
      return !Files.getLastModifiedTime(kubeconfig).equals(written);
    } catch (IOException e) {
      return false; // gone for the moment: what we have is still the best guess
    }
  }
}
