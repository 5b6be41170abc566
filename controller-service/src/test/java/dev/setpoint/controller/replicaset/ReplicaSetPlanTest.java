package dev.setpoint.controller.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.workload.DeletionRanking;
import dev.setpoint.common.workload.PodClaims;
import dev.setpoint.common.workload.SlowStart;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReplicaSetPlanTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static PodBuilder pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("ns")
        .withUid(name)
        .withCreationTimestamp("2026-01-01T10:00:00Z")
        .addToLabels("app", "web")
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-" + name)
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withLastTransitionTime("2026-01-01T10:00:30Z")
        .endCondition()
        .endStatus();
  }

  private static ReplicaSet set(int replicas, int minReadySeconds) {
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("ns")
        .withUid("set")
        .withGeneration(3L)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withMinReadySeconds(minReadySeconds)
        .withNewSelector()
        .addToMatchLabels("app", "web")
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", "web")
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static List<String> first(Pod... pods) {
    return DeletionRanking.order(List.of(pods), List.of(pods), NOW).stream()
        .map(p -> p.getMetadata().getName())
        .toList();
  }

  @Test
  void makesWhatIsMissingAndNeverMoreThanABurst() {
    assertThat(ReplicaSetPlan.of(3, List.of(), List.of(), NOW).create()).isEqualTo(3);
    assertThat(ReplicaSetPlan.of(3000, List.of(), List.of(), NOW).create()).isEqualTo(500);
    Pod one = pod("a").build();
    assertThat(ReplicaSetPlan.of(1, List.of(one), List.of(one), NOW))
        .isEqualTo(new ReplicaSetPlan(0, List.of()));
    assertThat(ReplicaSetPlan.of(0, List.of(one), List.of(one), NOW).delete()).containsExactly(one);
  }

  @Test
  void deletesUnassignedThenPendingThenUnready() {
    Pod unassigned = pod("unassigned").editSpec().withNodeName(null).endSpec().build();
    Pod pending = pod("pending").editStatus().withPhase("Pending").endStatus().build();
    Pod unready =
        pod("unready")
            .editStatus()
            .editFirstCondition()
            .withStatus("False")
            .endCondition()
            .endStatus()
            .build();
    Pod fine = pod("fine").build();
    assertThat(first(fine, unready, pending, unassigned))
        .containsExactly("unassigned", "pending", "unready", "fine");
  }

  @Test
  void deletesTheCheapThenTheDoubledUpThenTheYoungReady() {
    Pod cheap =
        pod("cheap")
            .editMetadata()
            .addToAnnotations("controller.kubernetes.io/pod-deletion-cost", "-5")
            .endMetadata()
            .build();
    Pod twin1 = pod("twin1").editSpec().withNodeName("same").endSpec().build();
    Pod twin2 = pod("twin2").editSpec().withNodeName("same").endSpec().build();
    Pod young =
        pod("young")
            .editStatus()
            .editFirstCondition()
            .withLastTransitionTime("2026-01-01T11:59:50Z")
            .endCondition()
            .endStatus()
            .build();
    Pod old = pod("old").build();
    assertThat(first(old, young, twin2, twin1, cheap))
        .containsExactly("cheap", "twin2", "twin1", "young", "old");
  }

  @Test
  void agesOfOnePowerOfTwoAreAlikeAndRestartsDecide() {
    Pod a =
        pod("a")
            .editStatus()
            .editFirstCondition()
            .withLastTransitionTime("2026-01-01T10:00:00Z")
            .endCondition()
            .endStatus()
            .build();
    Pod restarted =
        pod("b")
            .editStatus()
            .addNewContainerStatus()
            .withRestartCount(4)
            .endContainerStatus()
            .endStatus()
            .build();
    assertThat(first(a, restarted)).containsExactly("b", "a");
  }

  @Test
  void countsWhatIsReadyAndForLongEnough() {
    Pod early =
        pod("early")
            .editStatus()
            .editFirstCondition()
            .withLastTransitionTime("2026-01-01T11:59:55Z")
            .endCondition()
            .endStatus()
            .build();
    Pod other = pod("other").editMetadata().withLabels(null).endMetadata().build();
    List<Pod> pods = List.of(early, other);
    ReplicaSetStatus status = ReplicaSetStatuses.of(set(2, 10), pods, null, NOW);
    assertThat(status.getReplicas()).isEqualTo(2);
    assertThat(status.getFullyLabeledReplicas()).isEqualTo(1);
    assertThat(status.getReadyReplicas()).isEqualTo(2);
    assertThat(status.getAvailableReplicas()).isEqualTo(1);
    assertThat(status.getObservedGeneration()).isEqualTo(3);
    assertThat(ReplicaSetStatuses.nextAvailable(set(2, 10), pods, NOW))
        .contains(Duration.ofSeconds(5));
  }

  @Test
  void aFailureIsAConditionUntilItIsOver() {
    ReplicaSetStatus failed = ReplicaSetStatuses.of(set(2, 0), List.of(), "quota exceeded", NOW);
    assertThat(failed.getConditions())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.getType()).isEqualTo("ReplicaFailure");
              assertThat(c.getStatus()).isEqualTo("True");
              assertThat(c.getReason()).isEqualTo("FailedCreate");
              assertThat(c.getMessage()).isEqualTo("quota exceeded");
            });
    ReplicaSet with = new ReplicaSetBuilder(set(2, 0)).withStatus(failed).build();
    assertThat(ReplicaSetStatuses.of(with, List.of(), null, NOW).getConditions()).isEmpty();
  }

  @Test
  void claimsItsOwnAdoptsOrphansAndReleasesTheEstranged() {
    ReplicaSet set = set(2, 0);
    Pod own = owned("own", "set", "web");
    Pod estranged = owned("estranged", "set", "other");
    Pod foreign = owned("foreign", "another", "web");
    Pod orphan = pod("orphan").build();
    Pod going = pod("going").editMetadata().withDeletionTimestamp("x").endMetadata().build();
    PodClaims claims =
        PodClaims.of(
            set, set.getSpec().getSelector(), List.of(own, estranged, foreign, orphan, going));
    assertThat(claims.owned()).containsExactly(own);
    assertThat(claims.release()).containsExactly(estranged);
    assertThat(claims.adopt()).containsExactly(orphan);
    ReplicaSet ending =
        new ReplicaSetBuilder(set).editMetadata().withDeletionTimestamp("x").endMetadata().build();
    PodClaims none =
        PodClaims.of(ending, ending.getSpec().getSelector(), List.of(own, estranged, orphan));
    assertThat(none.adopt()).isEmpty();
    assertThat(none.release()).isEmpty();
  }

  private static Pod owned(String name, String owner, String app) {
    return pod(name)
        .editMetadata()
        .addToLabels("app", app)
        .addNewOwnerReference()
        .withApiVersion("apps/v1")
        .withKind("ReplicaSet")
        .withName("web")
        .withUid(owner)
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  @Test
  void slowStartStopsAfterTheFirstFailingBatch() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    SlowStart.run(
        100,
        i -> {
          calls.incrementAndGet();
          return i != 4; // in the third batch: 1, 2, 4
        });
    assertThat(calls.get()).isEqualTo(7);
    List<Integer> made = new ArrayList<>();
    SlowStart.run(
        11,
        i -> {
          synchronized (made) {
            made.add(i);
          }
          return true;
        });
    assertThat(made).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }
}
