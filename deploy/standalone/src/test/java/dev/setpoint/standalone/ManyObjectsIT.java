package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.ListPage;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import dev.setpoint.common.testing.Await;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** 10,000 Pods and 1,000 watchers on one API service whose heap ends at 512 MiB. */
class ManyObjectsIT {

  private static final int PORT = 28180;
  private static final int PODS = 10_000;
  private static final int WATCHERS = 1_000;

  /** How many events a watcher may lag behind; few, so that one soon does. */
  private static final int QUEUE = 100;

  private static final ResourceType POD = ResourceTypes.of(Pod.class);
  private static final ResourceType MAP = ResourceTypes.of(ConfigMap.class);

  @TempDir static Path dir;

  private static ServiceProcesses services;
  private static ApiClient api;

  @BeforeAll
  static void start() throws Exception {
    services = new ServiceProcesses(dir, PORT, "512m");
    services.start(Part.API, PORT, "--setpoint.watch.queue=" + QUEUE);
    services.awaitReady(Part.API, PORT);
    api = new ApiClient(dir.resolve("kubeconfig"), "many-objects");
    // No controller makes it here, and without it no Pod is admitted.
    if (api.find(ServiceAccount.class, new ObjectKey("default", "default")) == null) {
      ServiceAccount account = new ServiceAccount();
      account.setMetadata(map("default", "").getMetadata());
      api.create(account);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    services.close();
  }

  @Test
  void tenThousandPodsAreListedWholeAndInPages() throws Exception {
    createAll(PODS, i -> () -> api.create(pod(i)));
    ListPage whole = api.listPage(POD, "default", "");
    assertThat(whole.items()).hasSize(PODS);

    Set<String> names = new HashSet<>();
    String query = "limit=500";
    long revision = 0;
    int pages = 0;
    for (String more = ""; more != null; pages++) {
      ListPage page = api.listPage(POD, "default", query + more);
      revision = pages == 0 ? page.revision() : revision;
      assertThat(page.revision()).as("all of one state").isEqualTo(revision);
      page.items().forEach(item -> names.add(item.at("/metadata/name").asString("")));
      more = page.next().isEmpty() ? null : "&continue=" + ApiClient.encode(page.next());
    }
    assertThat(pages).isEqualTo(PODS / 500);
    assertThat(names).hasSize(PODS);

    // Three times, since a list must leave nothing behind.
    for (int i = 0; i < 3; i++) {
      Shell.Result table = services.kubectl("get", "pods", "-n", "default", "--chunk-size=0");
      assertThat(table.ok().out().lines().count()).isEqualTo(PODS + 1);
    }
  }

  @Test
  void aThousandWatchersSeeEachChangeOnceAndInOrder() throws Exception {
    int changes = 50;
    String begin = String.valueOf(api.listAll(MAP, "default", "").revision());
    List<ResumingWatch> watches = new ArrayList<>();
    try {
      for (int i = 0; i < WATCHERS; i++) {
        watches.add(new ResumingWatch(api, MAP, "default", begin));
      }
      Await.until(
          Duration.ofSeconds(60),
          "all watches have begun",
          () -> watches.stream().allMatch(ResumingWatch::begun));
      List<Long> revisions =
          createAll(changes, i -> () -> revision(api.create(map("watched-" + i, "value"))));
      revisions.sort(null);
      Await.untilAsserted(
          Duration.ofSeconds(90),
          () -> assertThat(watches).allMatch(watch -> watch.events().size() >= changes));
      for (ResumingWatch watch : watches) {
        assertThat(watch.errors()).isEmpty();
        assertThat(watch.events().stream().map(ResumingWatch.Event::revision).toList())
            .isEqualTo(revisions);
      }
    } finally {
      watches.forEach(ResumingWatch::close);
    }
  }

  /** It gets what was kept for it, without a gap, and then the end, never the whole. */
  @Test
  void aWatcherThatDoesNotReadIsCutOff() throws Exception {
    int changes = 600;
    String begin = String.valueOf(api.listAll(MAP, "default", "").revision());
    try (InputStream slow = api.watch(MAP, "default", "resourceVersion=" + begin)) {
      String large = "x".repeat(40_000);
      List<Long> revisions =
          createAll(changes, i -> () -> revision(api.create(map("large-" + i, large))));
      revisions.sort(null);
      List<Long> seen = new ArrayList<>();
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(slow, StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          JsonNode metadata = KubeJson.TREES.readTree(line).at("/object/metadata");
          seen.add(metadata.path("resourceVersion").asLong());
        }
      } catch (IOException | JacksonException e) {
        // Cut in the middle of an event: what was read whole counts.
      }
      assertThat(seen).hasSizeLessThan(changes).isEqualTo(revisions.subList(0, seen.size()));
    }
  }

  private static <T> List<T> createAll(int count, IntFunction<Callable<T>> task) throws Exception {
    try (ExecutorService writers = Executors.newFixedThreadPool(16)) {
      List<Future<T>> running =
          IntStream.range(0, count).mapToObj(task).map(writers::submit).toList();
      List<T> results = new ArrayList<>();
      for (Future<T> future : running) {
        results.add(future.get());
      }
      return results;
    }
  }

  private static long revision(ConfigMap map) {
    return Long.parseLong(map.getMetadata().getResourceVersion());
  }

  private static ConfigMap map(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .endMetadata()
        .addToData("key", value)
        .build();
  }

  private static Pod pod(int i) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("pod-%05d".formatted(i))
        .addToLabels("app", "many")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage("nginx")
        .endContainer()
        .endSpec()
        .build();
  }
}
