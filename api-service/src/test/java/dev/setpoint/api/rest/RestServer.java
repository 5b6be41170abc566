package dev.setpoint.api.rest;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole way of a request except access control and the database, on a free port. */
public final class RestServer implements AutoCloseable {

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
    "dev.setpoint.api.registry",
    "dev.setpoint.api.schema",
    "dev.setpoint.api.protobuf",
    "dev.setpoint.api.apply",
    "dev.setpoint.api.patch",
    "dev.setpoint.api.pipeline",
    "dev.setpoint.api.admission",
    "dev.setpoint.api.subresource",
    "dev.setpoint.api.server",
    "dev.setpoint.api.rest"
  })
  static class Configuration {

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    MemoryStore store() {
      return new MemoryStore();
    }
  }

  private final ServletWebServerApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();

  public RestServer(String... arguments) {
    List<String> all =
        new java.util.ArrayList<>(
            List.of(
                "--spring.threads.virtual.enabled=true",
                "--spring.main.banner-mode=off",
                "--server.shutdown=graceful",
                "--spring.mvc.dispatch-trace-request=true",
                "--management.server.port=-1"));
    all.addAll(List.of(arguments));
    this.context =
        (ServletWebServerApplicationContext)
            new SpringApplicationBuilder(Configuration.class)
                .properties("spring.config.name=none", "server.port=0")
                .run(all.toArray(String[]::new));
  }

  /** Serves until it is killed, for comparing by hand: the arguments are Spring's. */
  public static void main(String[] arguments) throws InterruptedException {
    try (RestServer server = new RestServer(arguments)) {
      System.out.println("http://127.0.0.1:" + server.port());
      Thread.currentThread().join();
    }
  }

  public int port() {
    return context.getWebServer().getPort();
  }

  public MemoryStore store() {
    return context.getBean(MemoryStore.class);
  }

  /** An answer with its body read. */
  public record Answer(int code, HttpResponse<byte[]> raw) {

    public String text() {
      return new String(raw.body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      return JsonMapper.shared().readTree(raw.body());
    }

    public String at(String pointer) {
      return json().at(pointer).asString("");
    }

    public List<String> warnings() {
      return raw.headers().allValues("Warning");
    }
  }

  public Answer get(String path, String... headers) throws Exception {
    return call("GET", path, "", headers);
  }

  public Answer post(String path, String body, String... headers) throws Exception {
    return call("POST", path, body, headers);
  }

  public Answer merge(String path, String body) throws Exception {
    return call("PATCH", path, body, "Content-Type", "application/merge-patch+json");
  }

  /** Headers are name, value, name, value… */
  public Answer call(String method, String path, String body, String... headers) throws Exception {
    HttpResponse<byte[]> response =
        client.send(request(method, path, body, headers), BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), response);
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    boolean typed = List.of(headers).contains("Content-Type");
    if (!body.isEmpty() && !typed) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request.build();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /** An open watch, read line by line. */
  public Stream stream(String path, String... headers) throws Exception {
    var response = client.send(request("GET", path, "", headers), BodyHandlers.ofInputStream());
    return new Stream(
        response.statusCode(),
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
  }

  /** Lines of a watch. */
  public record Stream(int code, BufferedReader lines) implements AutoCloseable {

    /** Null at the end of the stream. */
    public JsonNode next() throws Exception {
      String line = lines.readLine();
      return line == null ? null : JsonMapper.shared().readTree(line);
    }

    @Override
    public void close() throws Exception {
      lines.close();
    }
  }

  /** Shuts the server down, but not the client. */
  public void stop() {
    context.close();
  }

  @Override
  public void close() {
    client.shutdownNow();
    stop();
  }
}
