package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import dev.setpoint.common.testing.Await;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two API services on one Postgres and one Kafka behave as one, over HTTP and under writers. */
class TwoApiServicesIT {

  private static final int PORT = 28160;
  private static final int OTHER_PORT = 28170;
  private static final ResourceType TYPE = ResourceTypes.of(ConfigMap.class);

  @TempDir static Path dir;

  private static ServiceProcesses services;
  private static List<ApiClient> replicas;

  @BeforeAll
  static void start() throws Exception {
    services = new ServiceProcesses(dir, PORT);
    services.start(Part.API, PORT);
    services.awaitReady(Part.API, PORT);
    services.start(Part.API, OTHER_PORT);
    services.awaitReady(Part.API, OTHER_PORT);
    replicas = List.of(client(PORT), client(OTHER_PORT));
  }

  @AfterAll
  static void stop() throws Exception {
    services.close();
  }

  private static ApiClient client(int port) throws IOException {
    String kubeconfig = Files.readString(dir.resolve("kubeconfig"));
    Path own = dir.resolve("kubeconfig-" + port);
    Files.writeString(
        own, kubeconfig.replaceAll("https://127\\.0\\.0\\.1:\\d+", "https://127.0.0.1:" + port));
    return new ApiClient(own, "two-api-services");
  }

  @Test
  void everyWatcherSeesAllWritesInRevisionOrder() throws Exception {
    int writes = 1000;
    String begin = String.valueOf(replicas.getFirst().listAll(TYPE, "default", "").revision());
    try (ResumingWatch here = new ResumingWatch(replicas.get(0), TYPE, "default", begin);
        ResumingWatch there = new ResumingWatch(replicas.get(1), TYPE, "default", begin);
        ExecutorService writers = Executors.newFixedThreadPool(32)) {
      List<Future<Long>> created = new ArrayList<>();
      for (int i = 0; i < writes; i++) {
        ApiClient api = replicas.get(i % 2);
        ConfigMap map = map("ordered-" + i);
        created.add(writers.submit(() -> revision(api.create(map))));
      }
      List<Long> revisions = new ArrayList<>();
      for (Future<Long> future : created) {
        revisions.add(future.get());
      }
      revisions.sort(null);
      assertThat(revisions).doesNotHaveDuplicates();
      for (ResumingWatch watch : List.of(here, there)) {
        Await.untilAsserted(
            Duration.ofSeconds(30), () -> assertThat(watch.events()).hasSize(writes));
        assertThat(watch.errors()).isEmpty();
        assertThat(watch.events().stream().map(ResumingWatch.Event::revision).toList())
            .isEqualTo(revisions);
      }
    }
  }

  @Test
  void ofWritersRacingOnOneRevisionExactlyOneWins() throws Exception {
    int racers = 16;
    ConfigMap current = replicas.getFirst().create(map("raced"));
    try (ExecutorService writers = Executors.newFixedThreadPool(racers)) {
      for (int round = 0; round < 50; round++) {
        CyclicBarrier line = new CyclicBarrier(racers);
        List<Future<Boolean>> results = new ArrayList<>();
        for (int i = 0; i < racers; i++) {
          ApiClient api = replicas.get(i % 2);
          ConfigMap mine =
              new ConfigMapBuilder(current).addToData("winner", round + "-" + i).build();
          results.add(writers.submit(racer(line, api, mine)));
        }
        int won = 0;
        for (Future<Boolean> result : results) {
          won += result.get() ? 1 : 0;
        }
        assertThat(won).as("round %d", round).isEqualTo(1);
        ConfigMap next =
            replicas.get(round % 2).get(ConfigMap.class, new ObjectKey("default", "raced"));
        assertThat(revision(next)).isGreaterThan(revision(current));
        current = next;
      }
    }
  }

  private static Callable<Boolean> racer(CyclicBarrier line, ApiClient api, ConfigMap mine) {
    return () -> {
      line.await();
      try {
        api.update(mine);
        return true;
      } catch (ApiException e) {
        assertThat(e.reason()).isEqualTo(StatusReason.Conflict);
        return false;
      }
    };
  }

  private static long revision(ConfigMap map) {
    return Long.parseLong(map.getMetadata().getResourceVersion());
  }

  private static ConfigMap map(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .endMetadata()
        .build();
  }
}
