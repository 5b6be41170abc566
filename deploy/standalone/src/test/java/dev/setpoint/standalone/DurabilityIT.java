package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.informer.Informer;
import dev.setpoint.common.informer.KafkaInformers;
import dev.setpoint.common.informer.ResourceHandler;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import dev.setpoint.common.testing.Await;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * The all-in-one is killed at random moments of many concurrent creates: what was acknowledged is
 * there, and everyone who follows changes sees each once and in order.
 */
@Acceptance
class DurabilityIT {

  private static final int ROUNDS = Integer.getInteger("setpoint.durability.rounds", 3);
  private static final int WRITERS = 200;
  private static final ResourceType TYPE = ResourceTypes.of(ConfigMap.class);
  private static final Map<String, String> LABELS = Map.of("durability", "yes");

  @Test
  void whatWasAcknowledgedSurvivesKills(Cluster cluster, Workspace workspace) throws Exception {
    long seed = Long.getLong("setpoint.durability.seed", System.nanoTime());
    Random random = new Random(seed);
    ApiClient api = new ApiClient(cluster.kubeconfig(), "durability");
    String begin = String.valueOf(api.listAll(TYPE, workspace.name(), "").revision());
    try (ResumingWatch watch = new ResumingWatch(api, TYPE, workspace.name(), begin);
        KafkaInformers informers = informers(cluster, api)) {
      Followed followed = new Followed();
      Informer<ConfigMap> informer = informers.informer(ConfigMap.class);
      informer.addHandler(followed);
      informers.start();
      Await.until(Duration.ofSeconds(30), "the informer has its list", informer::hasSynced);

      Map<String, Long> acknowledged = new TreeMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        acknowledged.putAll(createUntilKilled(cluster, api, workspace.name(), round, random));
        cluster.up();
        Map<String, Long> stored = stored(api, workspace.name());
        assertThat(stored)
            .as("round %d, seed %d: acknowledged at these revisions", round, seed)
            .containsAllEntriesOf(acknowledged);
        assertThat(stored.values()).doesNotHaveDuplicates();
      }

      Map<String, Long> stored = stored(api, workspace.name());
      System.out.printf(
          "%d kills: %d creates acknowledged, %d stored (seed %d)%n",
          ROUNDS, acknowledged.size(), stored.size(), seed);
      Await.untilAsserted(
          Duration.ofSeconds(30),
          () -> {
            assertThat(ours(watch)).hasSizeGreaterThanOrEqualTo(stored.size());
            assertThat(followed.revisions).hasSizeGreaterThanOrEqualTo(stored.size());
          });
      assertThat(watch.errors()).isEmpty();
      assertThat(ours(watch)).allMatch(event -> event.type().equals("ADDED"));
      eachOnceAndInOrder(stored, ours(watch).stream().map(ResumingWatch.Event::revision).toList());
      eachOnceAndInOrder(stored, List.copyOf(followed.revisions));
      assertThat(followed.others).isEmpty();
    }
  }

  /** Without the root certificate, which a controller puts into a new namespace. */
  private static List<ResumingWatch.Event> ours(ResumingWatch watch) {
    return watch.events().stream().filter(event -> event.name().startsWith("round-")).toList();
  }

  private static void eachOnceAndInOrder(Map<String, Long> stored, List<Long> seen) {
    assertThat(seen).isSorted().doesNotHaveDuplicates();
    assertThat(seen).containsExactlyInAnyOrderElementsOf(stored.values());
  }

  /** The revisions at which creates were acknowledged before the kill. */
  private static Map<String, Long> createUntilKilled(
      Cluster cluster, ApiClient api, String namespace, int round, Random random) throws Exception {
    Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      ConfigMap map =
          new ConfigMapBuilder()
              .withNewMetadata()
              .withNamespace(namespace)
              .withName("round-" + round + "-" + i)
              .withLabels(LABELS)
              .endMetadata()
              .addToData("round", String.valueOf(round))
              .build();
      writers.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  begin.await();
                  ConfigMap created = api.create(map);
                  acknowledged.put(
                      created.getMetadata().getName(),
                      Long.valueOf(created.getMetadata().getResourceVersion()));
                } catch (ApiException e) {
                  // Not acknowledged: it may or may not be stored.
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    begin.countDown();
    // A cold server takes its time, so the random moment is counted in creates.
    int some = random.nextInt(1, WRITERS * 9 / 10);
    Await.until(
        Duration.ofSeconds(60),
        some + " creates are acknowledged",
        () -> acknowledged.size() >= some);
    cluster.kill9();
    for (Thread writer : writers) {
      writer.join(Duration.ofSeconds(40));
    }
    return Map.copyOf(acknowledged);
  }

  private static Map<String, Long> stored(ApiClient api, String namespace) {
    Map<String, Long> stored = new TreeMap<>();
    api.listAll(TYPE, namespace, "")
        .items()
        .forEach(
            item -> {
              if (item.at("/metadata/labels/durability").asString("").equals("yes")) {
                stored.put(
                    item.at("/metadata/name").asString(""),
                    Long.valueOf(item.at("/metadata/resourceVersion").asString("")));
              }
            });
    return stored;
  }

  private static KafkaInformers informers(Cluster cluster, ApiClient api) {
    return new KafkaInformers(
        Map.of("bootstrap.servers", "127.0.0.1:" + (cluster.port() + 6)), api);
  }

  /** Every change of ours that an informer tells its handler of. */
  private static final class Followed implements ResourceHandler<ConfigMap> {

    private final List<Long> revisions = new CopyOnWriteArrayList<>();
    private final List<String> others = new CopyOnWriteArrayList<>();

    @Override
    public void onAdd(ConfigMap map) {
      if (LABELS.equals(map.getMetadata().getLabels())) {
        revisions.add(Long.valueOf(map.getMetadata().getResourceVersion()));
      }
    }

    @Override
    public void onUpdate(ConfigMap before, ConfigMap after) {
      if (LABELS.equals(after.getMetadata().getLabels())) {
        others.add("updated " + after.getMetadata().getName());
      }
    }

    @Override
    public void onDelete(ConfigMap map) {
      if (LABELS.equals(map.getMetadata().getLabels())) {
        others.add("deleted " + map.getMetadata().getName());
      }
    }
  }
}
