package dev.setpoint.api.front;

import dev.setpoint.api.auth.Authorizer;
import dev.setpoint.api.pki.ServerNames;
import dev.setpoint.api.rbac.PolicyFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The part of the API server that needs no database, listening on a free port. */
public final class FrontServer implements AutoCloseable {

  private final ServletWebServerApplicationContext context;
  private final Path state;
  private final HttpClient client;

  @SpringBootConfiguration
  @EnableAutoConfiguration(
      excludeName = {
        "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
        "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
        "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
        "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
        "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration"
      })
  @ComponentScan({
    "dev.setpoint.api.pki",
    "dev.setpoint.api.auth",
    "dev.setpoint.api.discovery",
    "dev.setpoint.api.openapi",
    "dev.setpoint.api.metrics",
    "dev.setpoint.api.registry",
    "dev.setpoint.api.schema",
    "dev.setpoint.api.server"
  })
  static class Configuration {

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    ServerNames names() {
      return List::of;
    }

    @Bean
    @Order(20)
    Authorizer defaultPolicy() {
      return PolicyFixture.defaults();
    }
  }

  public FrontServer(Path state) throws Exception {
    this.state = state;
    this.context =
        (ServletWebServerApplicationContext)
            new SpringApplicationBuilder(Configuration.class)
                .properties("spring.config.name=api-service")
                .run(
                    "--setpoint.state-dir=" + state,
                    "--setpoint.nodes=n1",
                    "--server.port=0",
                    "--management.server.port=0");
    this.client = HttpClient.newBuilder().sslContext(trusting(null)).build();
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public int port() {
    return context.getWebServer().getPort();
  }

  /** A TLS context that trusts the authority the kubeconfig names, and may show a certificate. */
  public SSLContext trusting(KeyManager[] keys) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    byte[] pem =
        java.util.Base64.getDecoder().decode(field("certificate-authority-data", "kubeconfig"));
    trust.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trust);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys, factory.getTrustManagers(), null);
    return tls;
  }

  /** The bearer token in a kubeconfig below the state folder. */
  public String token(String kubeconfig) throws IOException {
    return field("token", kubeconfig);
  }

  private String field(String name, String kubeconfig) throws IOException {
    return Files.readAllLines(state.resolve(kubeconfig)).stream()
        .map(String::strip)
        .filter(l -> l.startsWith(name + ":"))
        .map(l -> l.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  /** An answer with its body read. */
  public record Answer(int code, String type, HttpResponse<byte[]> raw) {

    public String text() {
      return new String(raw.body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      return JsonMapper.shared().readTree(raw.body());
    }

    public String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }
  }

  /** Headers are name, value, name, value… */
  public Answer call(String method, String path, String... headers) throws Exception {
    return call(client, method, path, headers);
  }

  public Answer call(HttpClient with, String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port() + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.noBody());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpResponse<byte[]> response =
        with.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    String type = response.headers().firstValue("content-type").orElse("");
    return new Answer(response.statusCode(), type.split(";")[0], response);
  }

  /** As the administrator. */
  public Answer get(String path, String... headers) throws Exception {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Authorization");
    all.add("Bearer " + token("kubeconfig"));
    return call("GET", path, all.toArray(String[]::new));
  }

  @Override
  public void close() {
    client.close();
    context.close();
  }
}
