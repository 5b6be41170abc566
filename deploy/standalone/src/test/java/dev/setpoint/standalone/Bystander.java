package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A client that reads and writes one object all the time, and must not notice what others do. */
final class Bystander implements AutoCloseable {

  private static final ObjectKey KEY = new ObjectKey("default", "bystander");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ApiClient api;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<Duration> slowest;
  private volatile boolean enough;

  Bystander(ApiClient api) {
    this.api = api;
    if (api.find(ConfigMap.class, KEY) == null) {
      api.create(map(0));
    }
    this.slowest = thread.submit(this::run);
  }

  private static ConfigMap map(int round) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(KEY.namespace())
        .withName(KEY.name())
        .endMetadata()
        .addToData("round", String.valueOf(round))
        .build();
  }

  private Duration run() {
    Duration most = Duration.ZERO;
    for (int round = 0; !enough; round++) {
      long begun = System.nanoTime();
      api.update(map(round));
      assertThat(api.get(ConfigMap.class, KEY).getData())
          .containsEntry("round", String.valueOf(round));
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      most = took.compareTo(most) > 0 ? took : most;
    }
    return most;
  }

  /** Fails when a request of this client did, or took long. */
  @Override
  public void close() throws ExecutionException, InterruptedException {
    enough = true;
    try (thread) {
      assertThat(slowest.get()).as("the slowest write and read").isLessThan(PATIENCE);
    }
  }
}
