package dev.setpoint.common.informer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.testing.Await;
import dev.setpoint.common.testing.FakeApi;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchInformersTest {

  @TempDir Path dir;
  private FakeApi api;
  private WatchInformers informers;
  private Informer<ConfigMap> maps;
  private final Recorder<ConfigMap> recorder = new Recorder<>();

  @BeforeEach
  void start() throws InterruptedException {
    api = new FakeApi(dir);
    create("before");
    informers =
        new WatchInformers(
            api.client(), Map.of(ConfigMap.class, "metadata.name!=x"), Duration.ofMillis(600));
    maps = informers.informer(ConfigMap.class);
    maps.addHandler(recorder);
    informers.start();
    assertThat(informers.awaitSync(Duration.ofSeconds(10))).isTrue();
  }

  @AfterEach
  void stop() {
    informers.close();
    api.close();
  }

  private ConfigMap create(String name) {
    return api.client()
        .create(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName(name)
                .endMetadata()
                .build());
  }

  /** Handlers hear of an object after the cache shows it. */
  private void await(String name) {
    Await.until(
        name + " was heard of",
        () -> recorder.heard().stream().anyMatch(change -> change.startsWith("+" + name + "@")));
  }

  @Test
  void listsThenFollows() {
    ConfigMap made = create("after");
    await("after");
    api.client().update(new ConfigMapBuilder(made).withData(Map.of("k", "v")).build());
    Await.until("the update", () -> recorder.heard().size() == 3);
    assertThat(recorder.heard()).containsExactly("+before@2", "+after@3", "~after@4");
    assertThat(maps.revision()).isEqualTo(4);
    assertThat(api.requests())
        .anyMatch(
            r -> r.contains("watch=true") && r.contains("fieldSelector=metadata.name%21%3Dx"));
  }

  @Test
  void aCutWatchGoesOnWhereItWas() {
    await("before");
    api.cutWatches();
    create("during");
    await("during");
    assertThat(recorder.heard()).containsExactly("+before@2", "+during@3");
    assertThat(informers.states().getFirst().lists()).isEqualTo(1);
  }

  @Test
  void lostHistoryIsListedAgainWithoutInventedEvents() {
    api.setDown(true);
    api.setDown(false);
    create("missed");
    api.forgetHistory();
    api.cutWatches();
    await("missed");
    create("after");
    await("after");
    assertThat(recorder.heard()).containsExactly("+before@2", "+missed@3", "+after@4");
  }

  @Test
  void anApiThatIsAwayIsWaitedFor() {
    api.setDown(true);
    Await.until("the loss is noticed", () -> !informers.states().getFirst().connected());
    api.setDown(false);
    create("after");
    await("after");
    assertThat(recorder.heard()).containsExactly("+before@2", "+after@3");
  }

  @Test
  void aSilentWatchIsOpenedAnew() {
    Await.until("it watches", () -> informers.states().getFirst().connected());
    api.setMute(true);
    create("unheard");
    api.setMute(false);
    await("unheard");
    assertThat(recorder.heard()).isEqualTo(List.of("+before@2", "+unheard@3"));
  }
}
