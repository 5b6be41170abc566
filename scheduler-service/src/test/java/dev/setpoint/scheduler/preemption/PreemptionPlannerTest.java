package dev.setpoint.scheduler.preemption;

import static dev.setpoint.scheduler.testing.Make.cluster;
import static dev.setpoint.scheduler.testing.Make.info;
import static dev.setpoint.scheduler.testing.Make.labelled;
import static dev.setpoint.scheduler.testing.Make.node;
import static dev.setpoint.scheduler.testing.Make.on;
import static dev.setpoint.scheduler.testing.Make.pod;
import static dev.setpoint.scheduler.testing.Make.tainted;
import static dev.setpoint.scheduler.testing.Make.with;
import static dev.setpoint.scheduler.testing.Make.withPriority;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Decision;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.testing.Make;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nodes have 4 cores; the Pod that comes asks for 3 at priority 10 where nothing else is said. */
class PreemptionPlannerTest {

  private static final Pod COMING = withPriority(10, pod("coming", "3", "1Gi"));

  private static Pod running(String name, String cpu, int priority, String started) {
    return with(
        withPriority(priority, pod(name, cpu, "1Mi")),
        b -> b.editStatus().withStartTime(started).endStatus());
  }

  private static Pod running(String name, String cpu, int priority) {
    return running(name, cpu, priority, "2026-01-01T00:00:00Z");
  }

  private static Preemption plan(Pod pod, ClusterSnapshot snapshot, PodDisruptionBudget... pdbs) {
    Decider decider = Make.decider(1);
    PodInfo coming = PodInfo.of(pod);
    var unfit = (Decision.Unfit) decider.decide(coming, snapshot);
    return new PreemptionPlanner(decider, Make.random(1))
        .plan(coming, snapshot, unfit.diagnosis(), Budgets.of(List.of(pdbs)), p -> false);
  }

  private static Candidate evicted(Preemption plan) {
    assertThat(plan).isInstanceOf(Preemption.Evict.class);
    return ((Preemption.Evict) plan).candidate();
  }

  private static List<String> names(Candidate candidate) {
    return candidate.victims().stream().map(p -> p.key().name()).toList();
  }

  private static String note(Preemption plan) {
    return switch (plan) {
      case Preemption.Evict evict -> "evicts " + names(evict.candidate());
      case Preemption.NotEligible(String note) -> note;
      case Preemption.Useless(String note) -> note;
    };
  }

  @Test
  void onlyThoseThatMustGoGoAndTheImportantStay() {
    Candidate candidate =
        evicted(
            plan(
                COMING,
                cluster(
                    info(
                        node("a"),
                        running("low", "1", 1),
                        running("middle", "1", 5),
                        running("high", "1", 9),
                        running("equal", "500m", 10)))));
    assertThat(candidate.node()).isEqualTo("a");
    assertThat(names(candidate)).containsExactly("high", "middle", "low");
    assertThat(
            names(
                evicted(
                    plan(
                        withPriority(10, pod("coming", "2", "1Gi")),
                        cluster(
                            info(
                                node("a"),
                                running("low", "1", 1),
                                running("middle", "1", 5),
                                running("high", "1", 9)))))))
        .as("one core is free")
        .containsExactly("low");
  }

  @Test
  void whyNothingHelpsIsSaidPerNode() {
    ClusterSnapshot snapshot =
        cluster(
            info(node("a"), withPriority(10, pod("x", "2", "1Gi"))),
            info(tainted(node("b"), "k", "v", "NoSchedule")),
            info(node("c"), running("small", "100m", 1), running("big", "3500m", 11)));
    assertThat(note(plan(COMING, snapshot)))
        .isEqualTo(
            "preemption: 0/3 nodes are available: 1 Insufficient cpu, 1 No preemption victims"
                + " found for incoming pod, 1 Preemption is not helpful for scheduling.");
    Pod polite = with(COMING, b -> b.editSpec().withPreemptionPolicy("Never").endSpec());
    assertThat(note(plan(polite, snapshot)))
        .isEqualTo("preemption: not eligible due to preemptionPolicy=Never.");
  }

  private static PodDisruptionBudget budget(String app, int allowed) {
    return new PodDisruptionBudgetBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(app)
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .addToMatchLabels("app", app)
        .endSelector()
        .endSpec()
        .withNewStatus()
        .withDisruptionsAllowed(allowed)
        .endStatus()
        .build();
  }

  @Test
  void budgetsGoBeforePriorities() {
    Pod guarded = labelled(running("guarded", "2", 1), "app", "web");
    ClusterSnapshot snapshot =
        cluster(info(node("a"), guarded), info(node("b"), running("dear", "2", 9)));
    assertThat(evicted(plan(COMING, snapshot, budget("web", 0))).node()).isEqualTo("b");
    assertThat(evicted(plan(COMING, snapshot, budget("web", 1))).node()).isEqualTo("a");
    Candidate forced = evicted(plan(COMING, cluster(info(node("a"), guarded)), budget("web", 0)));
    assertThat(forced.violations()).as("a budget is respected where possible").isEqualTo(1);
  }

  @Test
  void aGuardedPodIsReprievedBeforeAMoreImportantOne() {
    Pod guarded = labelled(running("guarded", "1", 1), "app", "web");
    Candidate candidate =
        evicted(
            plan(
                withPriority(10, pod("coming", "2", "1Gi")),
                cluster(info(node("a"), guarded, running("dear", "2", 9))),
                budget("web", 0)));
    assertThat(names(candidate)).containsExactly("dear");
    assertThat(candidate.violations()).isZero();
  }

  @Test
  void theMildestNodeIsChosen() {
    assertThat(
            evicted(
                    plan(
                        COMING,
                        cluster(
                            info(node("a"), running("a1", "2", 9)),
                            info(node("b"), running("b1", "1", 8), running("b2", "1", 8)))))
                .node())
        .as("lowest of the highest priorities")
        .isEqualTo("b");
    assertThat(
            evicted(
                    plan(
                        COMING,
                        cluster(
                            info(node("a"), running("a1", "2", 5), running("a2", "2", 5)),
                            info(node("b"), running("b1", "2", 5), running("b2", "2", 1)))))
                .node())
        .as("smallest sum")
        .isEqualTo("b");
    assertThat(
            evicted(
                    plan(
                        COMING,
                        cluster(
                            info(node("a"), running("a1", "2", 5, "2026-01-01T00:00:00Z")),
                            info(node("b"), running("b1", "2", 5, "2026-02-01T00:00:00Z")))))
                .node())
        .as("the one that has run the shortest")
        .isEqualTo("b");
  }

  @Test
  void aPromisedNodeIsWaitedForWhileVictimsLeave() {
    ClusterCache cache = new ClusterCache();
    cache.setNode(NodeFacts.of(node("a")));
    cache.setNode(NodeFacts.of(node("b")));
    Pod victim = running("victim", "3", 1);
    Pod leaving =
        with(
            victim,
            b ->
                b.editMetadata()
                    .withDeletionTimestamp("2026-01-01T00:00:30Z")
                    .endMetadata()
                    .editStatus()
                    .addNewCondition()
                    .withType("DisruptionTarget")
                    .withStatus("True")
                    .withReason(PreemptionPlanner.REASON)
                    .endCondition()
                    .endStatus());
    cache.setPod(cache.info(on("a", leaving)), "a");
    cache.setPod(cache.info(on("b", running("other", "3", 1))), "b");
    PodInfo coming = cache.info(COMING);
    cache.nominate(coming, "a");
    assertThat(note(plan(COMING, cache.snapshot())))
        .isEqualTo("preemption: not eligible due to a terminating pod on the nominated node.");
    cache.setNode(NodeFacts.of(tainted(node("a"), "k", "v", "NoSchedule")));
    assertThat(evicted(plan(COMING, cache.snapshot())).node())
        .as("the promised Node is of no use any more")
        .isEqualTo("b");
  }

  @Test
  void promisedRoomIsKeptFromLesserPodsOnly() {
    ClusterCache cache = new ClusterCache();
    cache.setNode(NodeFacts.of(node("a")));
    cache.nominate(cache.info(COMING), "a");
    Decider decider = Make.decider(1);
    Pod lesser = withPriority(9, pod("lesser", "2", "1Gi"));
    var unfit = (Decision.Unfit) decider.decide(cache.info(lesser), cache.snapshot());
    assertThat(unfit.diagnosis().message())
        .isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
    assertThat(unfit.diagnosis().rejectedBy()).isEqualTo(Set.of("NodeResourcesFit"));
    Pod greater = withPriority(11, pod("greater", "2", "1Gi"));
    assertThat(decider.decide(cache.info(greater), cache.snapshot()))
        .isEqualTo(new Decision.Placed("a", 1, 1));
    assertThat(decider.decide(cache.info(COMING), cache.snapshot()))
        .isEqualTo(new Decision.Placed("a", 1, 1));
  }

  @Test
  void evictionHelpsAgainstAntiAffinityAcrossNodes() {
    Pod hostile =
        with(
            labelled(running("hostile", "1", 1), "app", "x"),
            b ->
                b.editSpec()
                    .withNewAffinity()
                    .withNewPodAntiAffinity()
                    .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                    .withTopologyKey(NodeFacts.HOSTNAME)
                    .withNewLabelSelector()
                    .addToMatchLabels("app", "coming")
                    .endLabelSelector()
                    .endRequiredDuringSchedulingIgnoredDuringExecution()
                    .endPodAntiAffinity()
                    .endAffinity()
                    .endSpec());
    Candidate candidate =
        evicted(
            plan(
                labelled(COMING, "app", "coming"),
                cluster(info(node("a"), hostile, running("bystander", "0", 1)))));
    assertThat(names(candidate)).containsExactly("hostile");
  }
}
