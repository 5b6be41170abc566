package dev.setpoint.controller.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.ResourceTypes;
import dev.setpoint.common.testing.Await;
import dev.setpoint.common.testing.FakeApi;
import dev.setpoint.controller.testing.RunningLoop;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The controller as it runs, against an API that may fail. */
class ReplicaSetControllerTest {

  @TempDir Path dir;
  private FakeApi api;
  private RunningLoop loop;
  private final AtomicInteger most = new AtomicInteger();

  @BeforeEach
  void start() {
    api = new FakeApi(dir);
    AtomicInteger pods = new AtomicInteger();
    api.onChange(
        change -> {
          if (change.collection().equals("/api/v1/pods")) {
            switch (change.type()) {
              case "ADDED" -> most.accumulateAndGet(pods.incrementAndGet(), Math::max);
              case "DELETED" -> pods.decrementAndGet();
              default -> {}
            }
          }
        });
    loop =
        new RunningLoop(
            api,
            (informers, client, events) ->
                new ReplicaSetController(informers, client, events, Clock.systemUTC()));
  }

  @AfterEach
  void stop() {
    loop.close();
    api.close();
  }

  private ReplicaSet create(int replicas) {
    return api.put(
        new ReplicaSetBuilder()
            .withNewMetadata()
            .withNamespace("ns")
            .withName("web")
            .endMetadata()
            .withNewSpec()
            .withReplicas(replicas)
            .withNewSelector()
            .addToMatchLabels("app", "web")
            .endSelector()
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("app", "web")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("c")
            .withImage("i")
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build());
  }

  private List<Pod> pods() {
    return api.client().listAll(ResourceTypes.of(Pod.class), "ns", "").items().stream()
        .map(tree -> dev.setpoint.common.json.KubeJson.toTyped(tree, Pod.class))
        .toList();
  }

  private ReplicaSet set() {
    return api.client().get(ReplicaSet.class, new ObjectKey("ns", "web"));
  }

  private void awaitReplicas(int wanted) {
    Await.until(
        wanted + " replicas in the status",
        () ->
            set().getStatus() != null
                && set().getStatus().getReplicas() == wanted
                && pods().size() == wanted);
  }

  @Test
  void makesPodsWithItsTemplateAndTellsSo() {
    ReplicaSet set = create(3);
    awaitReplicas(3);
    assertThat(pods())
        .allSatisfy(
            pod -> {
              assertThat(Owners.isControlledBy(pod, set)).isTrue();
              assertThat(pod.getMetadata().getGenerateName()).isEqualTo("web-");
              assertThat(pod.getMetadata().getName()).matches("web-[a-z0-9]{5}");
              assertThat(pod.getMetadata().getLabels()).containsEntry("app", "web");
            });
    Await.until(
        "an Event for each",
        () ->
            api.client().listAll(ResourceTypes.of(Event.class), "ns", "").items().stream()
                    .filter(e -> e.path("reason").asString().equals("SuccessfulCreate"))
                    .count()
                == 3);
  }

  /** By a patch, since the controller writes the status meanwhile. */
  private void scale(int replicas) {
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    patch.putObject("spec").put("replicas", replicas);
    api.client().patch(ReplicaSet.class, ObjectKey.of(set()), PatchType.MERGE, patch);
  }

  @Test
  void replacesWhatIsDeletedAndScalesBothWays() {
    create(2);
    awaitReplicas(2);
    Pod victim = pods().getFirst();
    api.client().delete(victim, dev.setpoint.common.client.DeleteOptions.ofUid(null));
    Await.until(
        "a replacement",
        () ->
            pods().size() == 2
                && pods().stream()
                    .noneMatch(
                        p -> p.getMetadata().getName().equals(victim.getMetadata().getName())));
    scale(6);
    awaitReplicas(6);
    scale(1);
    awaitReplicas(1);
    assertThat(most.get()).isEqualTo(6);
  }

  @Test
  void neverDoublesAPodWhenTheCacheLagsOrTheApiGoes() {
    create(4);
    awaitReplicas(4);
    api.setMute(true); // the cache hears nothing of what follows
    api.client().update(new ReplicaSetBuilder(set()).editSpec().withReplicas(8).endSpec().build());
    api.setMute(false);
    api.setDown(true);
    api.setDown(false);
    awaitReplicas(8);
    assertThat(most.get()).isEqualTo(8);
  }

  @Test
  void adoptsAMatchingOrphan() {
    api.put(
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("ns")
            .withName("orphan")
            .addToLabels("app", "web")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .build());
    ReplicaSet set = create(2);
    awaitReplicas(2);
    Pod orphan = api.client().get(Pod.class, new ObjectKey("ns", "orphan"));
    assertThat(Owners.isControlledBy(orphan, set)).isTrue();
  }
}
