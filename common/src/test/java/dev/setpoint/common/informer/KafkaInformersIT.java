package dev.setpoint.common.informer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceTypes;
import dev.setpoint.common.testing.Await;
import dev.setpoint.common.testing.FakeApi;
import dev.setpoint.common.testing.FakeStore;
import dev.setpoint.embedded.EmbeddedKafka;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Informers on a real broker, with an API whose changes are published by the test itself. */
class KafkaInformersIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String TOPIC = ResourceTypes.of(ConfigMap.class).topic();

  @TempDir static Path brokerDir;
  private static EmbeddedKafka kafka;
  private static KafkaProducer<String, byte[]> producer;
  private static Admin admin;

  @TempDir Path dir;
  private FakeApi api;
  private KafkaInformers informers;
  private final Recorder<ConfigMap> recorder = new Recorder<>();
  private final List<FakeStore.Change> unpublished = new CopyOnWriteArrayList<>();
  private volatile boolean relaying = true;

  @BeforeAll
  static void startKafka() throws IOException {
    kafka = EmbeddedKafka.start(brokerDir, 0);
    producer = new KafkaProducer<>(config(), new StringSerializer(), new ByteArraySerializer());
    admin = Admin.create(config());
  }

  @AfterAll
  static void stopKafka() {
    admin.close();
    producer.close();
    kafka.close();
  }

  private static Map<String, Object> config() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  @BeforeEach
  void start() throws Exception {
    recreateTopic();
    api = new FakeApi(dir);
    api.onChange(
        change -> {
          if (relaying) {
            publish(change);
          } else {
            unpublished.add(change);
          }
        });
    informers = new KafkaInformers(config(), api.client());
    informers.informer(ConfigMap.class).addHandler(recorder);
  }

  @AfterEach
  void stop() {
    informers.close();
    api.close();
  }

  private static void recreateTopic() throws Exception {
    if (admin.listTopics().names().get().contains(TOPIC)) {
      admin.deleteTopics(Set.of(TOPIC)).all().get();
      Await.until("the topic is gone", () -> !admin.listTopics().names().get().contains(TOPIC));
    }
    Await.until(
        SOON,
        () -> admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).topicId(TOPIC).get());
  }

  private static void publish(FakeStore.Change change) {
    if (!change.collection().equals("/api/v1/configmaps")) {
      return;
    }
    ObjectNode record = KubeJson.TREES.createObjectNode();
    record.put("type", change.type()).put("revision", change.revision());
    record.set("object", change.object());
    record.putObject("oldObject").put("any", "thing");
    send(KubeJson.write(record));
  }

  private static void send(byte[] value) {
    try {
      producer.send(new ProducerRecord<>(TOPIC, "key", value)).get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private ConfigMap create(String name) {
    return api.put(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("ns")
            .withName(name)
            .endMetadata()
            .build());
  }

  private void startAndSync() throws InterruptedException {
    informers.start();
    assertThat(informers.awaitSync(SOON)).isTrue();
  }

  private void awaitHeard(String... news) {
    Await.until(SOON, () -> assertThat(recorder.heard()).containsExactly(news));
  }

  private InformerState state() {
    return informers.states().getFirst();
  }

  @Test
  void listsOnceAndThenReadsTheTopic() throws Exception {
    create("a");
    startAndSync();
    ConfigMap b = create("b");
    api.client().update(new ConfigMapBuilder(b).withData(Map.of("k", "v")).build());
    api.client().delete(b, DeleteOptions.ofUid(null));
    awaitHeard("+a@2", "+b@3", "~b@4", "-b");
    assertThat(state().revision()).isEqualTo(5);
    assertThat(state().lists()).isEqualTo(1);
    assertThat(api.requests().stream().filter(r -> r.startsWith("GET /api/v1/configmaps?")))
        .hasSize(1);
  }

  @Test
  void recordsThatTheListShowsOrThatComeTwiceAreDropped() throws Exception {
    relaying = false;
    create("a");
    create("b");
    startAndSync();
    unpublished.forEach(KafkaInformersIT::publish); // the relay was behind
    unpublished.forEach(KafkaInformersIT::publish); // and repeats itself
    relaying = true;
    create("c");
    awaitHeard("+a@2", "+b@3", "+c@4");
  }

  @Test
  void aWipedTopicIsNoticedAndListedAgainWithoutInventedEvents() throws Exception {
    create("a");
    create("b");
    startAndSync();
    relaying = false;
    recreateTopic();
    create("lost-by-the-broker");
    relaying = true;
    create("z"); // told in key order when the same list shows both
    awaitHeard("+a@2", "+b@3", "+lost-by-the-broker@4", "+z@5");
  }

  @Test
  void recordsThatRetentionTookAreMadeUpForByAList() throws Exception {
    create("a");
    startAndSync();
    create("b");
    awaitHeard("+a@2", "+b@3");
    informers.close();
    assertThat(state().lists()).isEqualTo(1);
    admin
        .deleteRecords(
            Map.of(
                new org.apache.kafka.common.TopicPartition(TOPIC, 0),
                org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(2)))
        .all()
        .get();
    informers = new KafkaInformers(config(), api.client());
    recorder.clear();
    informers.informer(ConfigMap.class).addHandler(recorder);
    startAndSync();
    create("c");
    Await.until(SOON, () -> assertThat(recorder.heard()).hasSize(3).contains("+c@4"));
  }

  @Test
  void aTopicThatIsNotThereYetIsReadFromItsFirstRecord() throws Exception {
    Informer<Secret> secrets = informers.informer(Secret.class);
    startAndSync();
    assertThat(secrets.hasSynced()).isTrue();
    String topic = ResourceTypes.of(Secret.class).topic();
    ObjectNode record = KubeJson.TREES.createObjectNode();
    record.put("type", "ADDED").put("revision", 1000);
    record
        .putObject("object")
        .put("kind", "Secret")
        .put("apiVersion", "v1")
        .putObject("metadata")
        .put("namespace", "ns")
        .put("name", "s")
        .put("uid", "u")
        .put("resourceVersion", "1000");
    admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    producer
        .send(new ProducerRecord<>(topic, "ns/s", KubeJson.write(record)))
        .get(30, TimeUnit.SECONDS);
    Await.until(SOON, "the Secret", () -> secrets.store().get("ns", "s") != null);
    admin.deleteTopics(Set.of(topic)).all().get();
  }

  @Test
  void anApiThatIsAwayIsWaitedFor() throws Exception {
    create("a");
    api.setDown(true);
    informers.start();
    assertThat(informers.awaitSync(Duration.ofMillis(700))).isFalse();
    assertThat(state().connected()).isFalse();
    api.setDown(false);
    assertThat(informers.awaitSync(SOON)).isTrue();
    create("b");
    awaitHeard("+a@2", "+b@3");
  }

  @Test
  void aRecordThatIsNoChangeCostsAListAndNothingElse() throws Exception {
    create("a");
    startAndSync();
    send("nonsense".getBytes(StandardCharsets.UTF_8));
    create("b");
    awaitHeard("+a@2", "+b@3");
    Await.until(SOON, "a second list", () -> state().lists() == 2);
  }

  @Test
  void everyChangeIsHeardExactlyOnceAndInOrder() throws Exception {
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      create("before-" + i);
    }
    informers.start();
    for (int i = 0; i < 200; i++) {
      create("during-" + i);
    }
    for (int i = 0; i < 200; i++) {
      wanted.add("+during-" + i + "@" + (102 + i));
    }
    Await.untilAsserted(
        SOON,
        () -> {
          List<String> heard =
              recorder.heard().stream().filter(n -> n.startsWith("+during")).toList();
          assertThat(heard).containsExactlyInAnyOrderElementsOf(wanted);
        });
    assertThat(recorder.heard()).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void aBrokerThatRestartsIsReadOn() throws Exception {
    Path own = dir.resolve("own-broker");
    EmbeddedKafka first = EmbeddedKafka.start(own, 0);
    int port = first.port();
    try (KafkaInformers mine =
        new KafkaInformers(Map.of("bootstrap.servers", first.bootstrapServers()), api.client())) {
      mine.informer(ConfigMap.class).addHandler(recorder);
      create("a");
      mine.start();
      assertThat(mine.awaitSync(SOON)).isTrue();
      first.close();
      Await.until(SOON, "the loss is noticed", () -> !mine.states().getFirst().connected());
      EmbeddedKafka second = EmbeddedKafka.start(own, port);
      try {
        Await.until(SOON, "the return is noticed", () -> mine.states().getFirst().connected());
        awaitHeard("+a@2");
      } finally {
        second.close();
      }
    }
  }
}
