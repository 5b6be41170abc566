package dev.setpoint.standalone;

import dev.setpoint.api.ApiService;
import dev.setpoint.embedded.EmbeddedKafka;
import dev.setpoint.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The API service with a Postgres and a Kafka of its own and nothing else: no controllers, no
 * scheduler, no nodes. For holding it against another API server's answers, and for its benchmarks.
 *
 * <p>Arguments: a state folder (kept), the API's port (the next two serve Postgres and Kafka, the
 * third its metrics), then any Spring properties as {@code --name=value}.
 */
final class ApiAlone {

  private ApiAlone() {}

  public static void main(String[] args) throws Exception {
    Path state = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
    int port = Integer.parseInt(args[1]);
    EmbeddedPostgres postgres = EmbeddedPostgres.start(state.resolve("postgres"), port + 1);
    EmbeddedKafka kafka = EmbeddedKafka.start(state.resolve("kafka"), port + 2);
    List<String> properties = new ArrayList<>();
    properties.add("--spring.datasource.url=" + postgres.jdbcUrl());
    properties.add("--spring.datasource.username=" + postgres.username());
    properties.add("--spring.datasource.password=" + postgres.password());
    properties.add("--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
    properties.add("--setpoint.state-dir=" + state);
    properties.add("--server.port=" + port);
    properties.add("--management.server.port=" + (port + 3));
    properties.addAll(List.of(args).subList(2, args.length));
    var service = ApiService.builder().run(properties.toArray(String[]::new));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  service.close();
                  kafka.close();
                  postgres.close();
                }));
    System.out.println("API on https://127.0.0.1:" + port + ", kubeconfig in " + state);
  }
}
