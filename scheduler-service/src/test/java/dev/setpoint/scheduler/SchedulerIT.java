package dev.setpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.setpoint.api.ApiService;
import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceTypes;
import dev.setpoint.embedded.EmbeddedKafka;
import dev.setpoint.embedded.EmbeddedPostgres;
import dev.setpoint.scheduler.gang.PodGroup;
import dev.setpoint.scheduler.testing.Make;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.node.ObjectNode;

/** The scheduler between the real API, Postgres and Kafka; only the Nodes are made up. */
class SchedulerIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final DeleteOptions AT_ONCE = DeleteOptions.ofUid(null).withGracePeriod(0);
  private static final int API_PORT = freePort();
  private static final int SCHEDULER_PORT = freePort();
  private static final int SIMULATION_PORT = freePort();

  @TempDir static Path dir;
  private static EmbeddedPostgres postgres;
  private static EmbeddedKafka kafka;
  private static ConfigurableApplicationContext api;
  private static ApiClient client;

  private @Nullable ConfigurableApplicationContext scheduler;

  @BeforeAll
  static void startTheRest() throws Exception {
    postgres = EmbeddedPostgres.start(dir.resolve("postgres"), 0);
    kafka = EmbeddedKafka.start(dir.resolve("kafka"), 0);
    api =
        ApiService.builder()
            .properties(Map.copyOf(EmbeddedKafka.quietLogging()))
            .registerShutdownHook(false)
            .run(
                "--setpoint.state-dir=" + dir,
                "--server.port=" + API_PORT,
                "--management.server.port=0",
                "--setpoint.simulation.scheduler=127.0.0.1:" + SIMULATION_PORT,
                "--spring.datasource.url=" + postgres.jdbcUrl(),
                "--spring.datasource.username=" + postgres.username(),
                "--spring.datasource.password=" + postgres.password(),
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
    client = new ApiClient(dir.resolve("kubeconfig"), "scheduler-it");
    // No controllers run here to make it.
    client.create(
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("default")
            .endMetadata()
            .build());
  }

  @AfterAll
  static void stopTheRest() throws Exception {
    api.close();
    kafka.close();
    postgres.close();
  }

  @BeforeEach
  void startScheduler() {
    scheduler =
        SchedulerService.builder()
            .registerShutdownHook(false)
            .run(
                "--setpoint.state-dir=" + dir,
                "--server.port=" + SCHEDULER_PORT,
                "--setpoint.simulation.port=" + SIMULATION_PORT,
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
  }

  @AfterEach
  void cleanUp() {
    stopScheduler();
    for (Pod pod : pods()) {
      client.delete(pod, AT_ONCE);
    }
    for (Node node : nodes()) {
      client.delete(node, AT_ONCE);
    }
  }

  private void stopScheduler() {
    if (scheduler != null) {
      scheduler.close();
      scheduler = null;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Pod create(Pod pod) {
    return client.create(
        new PodBuilder(pod).editMetadata().withUid(null).endMetadata().withStatus(null).build());
  }

  private static Pod read(String name) {
    return client.get(Pod.class, new ObjectKey("default", name));
  }

  private static List<Pod> pods() {
    return client.listAll(ResourceTypes.of(Pod.class), "default", "").items().stream()
        .map(tree -> KubeJson.toTyped(tree, Pod.class))
        .toList();
  }

  private static List<Node> nodes() {
    return client.listAll(ResourceTypes.of(Node.class), "", "").items().stream()
        .map(tree -> KubeJson.toTyped(tree, Node.class))
        .toList();
  }

  private static List<Event> events(String pod, String reason) {
    return client.listAll(ResourceTypes.of(Event.class), "default", "").items().stream()
        .map(tree -> KubeJson.toTyped(tree, Event.class))
        .filter(e -> pod.equals(e.getInvolvedObject().getName()) && reason.equals(e.getReason()))
        .toList();
  }

  private static PodCondition scheduledCondition(String name) {
    return read(name).getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("PodScheduled"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no PodScheduled condition on " + name));
  }

  private static void awaitBound(String name, String node) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(read(name).getSpec().getNodeName()).isEqualTo(node));
  }

  @Test
  void aPodIsBoundSaysSoAndTheServiceIsReady() throws Exception {
    join(Make.node("n1"));
    create(Make.pod("web", "1", "1Gi"));
    awaitBound("web", "n1");
    await().atMost(SOON).until(() -> events("web", "Scheduled").size() == 1);
    assertThat(events("web", "Scheduled").getFirst().getMessage())
        .isEqualTo("Successfully assigned default/web to n1");
    assertThat(scheduledCondition("web").getStatus()).isEqualTo("True");
    assertThat(get("/actuator/health/readiness")).contains("\"UP\"");
    assertThat(get("/actuator/prometheus"))
        .contains("scheduler_pending_pods{queue=\"active\"} 0.0")
        .contains("scheduler_scheduling_attempt_duration_seconds_count")
        .contains("setpoint_scheduler_binding_seconds_count");
  }

  /** Registers a Node and lets Pods onto it, as a controller does once the Node is ready. */
  private static void join(Node node) {
    Node created = client.create(node);
    created.getSpec().getTaints().removeIf(t -> t.getKey().equals("node.kubernetes.io/not-ready"));
    client.update(created);
  }

  private static String get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + SCHEDULER_PORT + path);
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void aPodTooBigSaysWhyAndIsBoundAsSoonAsRoomAppears() {
    join(Make.node("small"));
    create(Make.pod("big", "6", "1Gi"));
    String message =
        "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1"
            + " Preemption is not helpful for scheduling.";
    await().atMost(SOON).until(() -> events("big", "FailedScheduling").size() == 1);
    assertThat(events("big", "FailedScheduling").getFirst().getMessage()).isEqualTo(message);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              PodCondition condition = scheduledCondition("big");
              assertThat(condition.getStatus()).isEqualTo("False");
              assertThat(condition.getReason()).isEqualTo("Unschedulable");
              assertThat(condition.getMessage()).isEqualTo(message);
            });
    join(Make.node("large", "8", "8Gi", 110));
    awaitBound("big", "large");
    await()
        .untilAsserted(() -> assertThat(scheduledCondition("big").getStatus()).isEqualTo("True"));
  }

  @Test
  void aMoreImportantPodTakesTheRoomOfALesserOne() {
    client.create(
        new PriorityClassBuilder()
            .withNewMetadata()
            .withName("important")
            .endMetadata()
            .withValue(1000)
            .build());
    join(Make.node("n1"));
    create(Make.pod("minor", "3", "1Gi"));
    awaitBound("minor", "n1");
    create(
        Make.with(
            Make.pod("major", "3", "1Gi"),
            b -> b.editSpec().withPriorityClassName("important").endSpec()));
    await().atMost(SOON).until(() -> "n1".equals(read("major").getStatus().getNominatedNodeName()));
    await().atMost(SOON).until(() -> events("minor", "Preempted").size() == 1);
    assertThat(events("minor", "Preempted").getFirst().getMessage())
        .isEqualTo(
            "Preempted by pod %s on node n1".formatted(read("major").getMetadata().getUid()));
    Pod minor = read("minor");
    assertThat(minor.getMetadata().getDeletionTimestamp()).isNotNull();
    assertThat(minor.getStatus().getConditions())
        .anySatisfy(
            condition -> {
              assertThat(condition.getType()).isEqualTo("DisruptionTarget");
              assertThat(condition.getReason()).isEqualTo("PreemptionByScheduler");
            });
    assertThat(read("major").getSpec().getNodeName()).as("its room is not free yet").isNull();
    client.delete(minor, AT_ONCE);
    awaitBound("major", "n1");
  }

  @Test
  void aGangIsBoundAsAWholeAndItsGroupSaysSo() {
    join(Make.node("n1"));
    PodGroup group = Make.group("gang", 3);
    group.setMetadata(new ObjectMetaBuilder().withNamespace("default").withName("gang").build());
    client.create(group);
    create(Make.in("gang", Make.pod("gang-0", "1", "1Gi")));
    create(Make.in("gang", Make.pod("gang-1", "1", "1Gi")));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              PodGroup.Status status = status("gang");
              assertThat(status.phase()).isEqualTo("Pending");
              assertThat(status.members()).isEqualTo(2);
              assertThat(status.conditions().getFirst().getReason()).isEqualTo("WaitingForPods");
            });
    await().atMost(SOON).until(() -> events("gang-0", "FailedScheduling").size() == 1);
    assertThat(events("gang-0", "FailedScheduling").getFirst().getMessage())
        .startsWith("pod group \"gang\" has ");
    assertThat(bound()).isZero();
    create(Make.in("gang", Make.pod("gang-2", "1", "1Gi")));
    await().atMost(SOON).until(() -> bound() == 3);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              PodGroup.Status status = status("gang");
              assertThat(status.phase()).isEqualTo("Scheduled");
              assertThat(status.scheduled()).isEqualTo(3);
            });
  }

  @Test
  void whatIfQuestionsAreAnsweredAndNothingChanges() throws Exception {
    join(Make.node("n1"));
    join(Make.node("n2"));
    create(Make.pod("busy", "3", "1Gi"));
    await().atMost(SOON).until(() -> bound() == 1);
    String busy = read("busy").getSpec().getNodeName();
    String idle = busy.equals("n1") ? "n2" : "n1";
    Simulation question =
        KubeJson.readTyped(
            """
            {"apiVersion": "scheduling.setpoint.dev/v1", "kind": "Simulation",
             "spec": {"removedNodes": ["%s"], "pods": [{"count": 2, "template":
               {"metadata": {"name": "new"}, "spec": {"containers": [{"name": "main", "image": "x",
                 "resources": {"requests": {"cpu": "1"}}}]}}}]}}
            """
                .formatted(busy)
                .getBytes(StandardCharsets.UTF_8),
            Simulation.class);
    question.setMetadata(new ObjectMetaBuilder().build());
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              ObjectNode answer = KubeJson.toTree(client.create(question));
              assertThat(answer.at("/status/displaced/0/name").asString("")).isEqualTo("busy");
              assertThat(answer.at("/status/displaced/0/nodeName").asString("")).isEqualTo(idle);
              assertThat(answer.at("/status/placements/0/nodeName").asString("")).isEqualTo(idle);
              assertThat(answer.at("/status/placements/1/message").asString(""))
                  .isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
            });
    assertThat(pods()).as("nothing was made").hasSize(1);
    assertThat(read("busy").getSpec().getNodeName()).isEqualTo(busy);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest uninvited =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SCHEDULER_PORT + "/simulations"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      assertThat(http.send(uninvited, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }
  }

  @Group("scheduling.setpoint.dev")
  @Version("v1")
  static final class Simulation extends GenericKubernetesResource {
    private static final long serialVersionUID = 1;
  }

  private static PodGroup.Status status(String group) {
    return client.get(PodGroup.class, new ObjectKey("default", group)).getStatus();
  }

  @Test
  void fiveHundredPodsFillTwentyNodesAndARestartDoublesNothing() throws Exception {
    for (int i = 0; i < 20; i++) {
      join(Make.node("n%02d".formatted(i), "4", "8Gi", 30));
    }
    try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
      IntStream.range(0, 500)
          .forEach(
              i -> writers.execute(() -> create(Make.pod("p%03d".formatted(i), "150m", "256Mi"))));
      await().atMost(SOON).until(() -> bound() > 50);
      stopScheduler();
    }
    int before = bound();
    assertThat(before).isLessThan(500);
    Map<String, String> places = places();
    startScheduler();
    await().atMost(Duration.ofMinutes(3)).until(() -> bound() == 500);
    assertThat(places()).as("what was bound stays where it was").containsAllEntriesOf(places);
    Map<String, Integer> perNode = new HashMap<>();
    pods().forEach(p -> perNode.merge(p.getSpec().getNodeName(), 1, Integer::sum));
    assertThat(perNode.values())
        .as("26 x 150m is all that 4 cores hold")
        .allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(26));
    create(Make.pod("last", "3", "1Gi"));
    await().atMost(SOON).until(() -> events("last", "FailedScheduling").size() == 1);
    assertThat(events("last", "FailedScheduling").getFirst().getMessage())
        .startsWith("0/20 nodes are available: 20 Insufficient cpu.");
  }

  private static int bound() {
    return places().size();
  }

  private static Map<String, String> places() {
    Map<String, String> places = new HashMap<>();
    for (Pod pod : pods()) {
      String node = pod.getSpec().getNodeName();
      if (node != null) {
        places.put(Objects.requireNonNull(pod.getMetadata().getName()), node);
      }
    }
    return places;
  }
}
