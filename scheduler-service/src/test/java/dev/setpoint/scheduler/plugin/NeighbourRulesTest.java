package dev.setpoint.scheduler.plugin;

import static dev.setpoint.scheduler.testing.Make.info;
import static dev.setpoint.scheduler.testing.Make.labelled;
import static dev.setpoint.scheduler.testing.Make.node;
import static dev.setpoint.scheduler.testing.Make.pod;
import static dev.setpoint.scheduler.testing.Make.scores;
import static dev.setpoint.scheduler.testing.Make.verdicts;
import static dev.setpoint.scheduler.testing.Make.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.LabelMatcher;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** PodTopologySpread and InterPodAffinity. */
class NeighbourRulesTest {

  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final LabelSelector WEB =
      new LabelSelectorBuilder().addToMatchLabels("app", "web").build();

  private static final Verdict SKEWED =
      Verdict.unschedulable("node(s) didn't match pod topology spread constraints");

  private final PodTopologySpread spread =
      new PodTopologySpread(pod -> Optional.of(LabelMatcher.of(WEB)));

  private static Pod web(String name) {
    return labelled(pod(name), "app", "web");
  }

  private static NodeInfo zoned(String name, String zone, Pod... pods) {
    return info(labelled(node(name), ZONE, zone), pods);
  }

  private static Pod constrained(Pod pod, String key, String when, Integer minDomains) {
    return with(
        pod,
        b ->
            b.editSpec()
                .addNewTopologySpreadConstraint()
                .withMaxSkew(1)
                .withTopologyKey(key)
                .withWhenUnsatisfiable(when)
                .withLabelSelector(WEB)
                .withMinDomains(minDomains)
                .endTopologySpreadConstraint()
                .endSpec());
  }

  @Test
  void aHardConstraintKeepsTheSkewSmall() {
    NodeInfo a = zoned("a", "1", web("x"), web("y"));
    NodeInfo b = zoned("b", "2", web("z"));
    NodeInfo unzoned = info(node("c"));
    assertThat(verdicts(spread, constrained(web("p"), ZONE, "DoNotSchedule", null), a, b, unzoned))
        .containsExactly(
            SKEWED,
            Verdict.FITS,
            Verdict.unresolvable(
                "node(s) didn't match pod topology spread constraints (missing required label)"));
  }

  @Test
  void missingDomainsCountAsEmpty() {
    Pod pod = constrained(web("p"), ZONE, "DoNotSchedule", 2);
    assertThat(verdicts(spread, pod, zoned("a", "1", web("x")))).containsExactly(SKEWED);
    assertThat(verdicts(spread, pod, zoned("a", "1", web("x")), zoned("b", "2", web("y"))))
        .containsExactly(Verdict.FITS, Verdict.FITS);
  }

  @Test
  void otherNamespacesAndTerminatingPodsDoNotCount() {
    Pod foreign = with(web("x"), b -> b.editMetadata().withNamespace("other").endMetadata());
    Pod leaving =
        with(
            web("y"),
            b -> b.editMetadata().withDeletionTimestamp("2026-01-01T00:00:00Z").endMetadata());
    assertThat(
            verdicts(
                spread,
                constrained(web("p"), ZONE, "DoNotSchedule", null),
                zoned("a", "1", foreign, leaving),
                zoned("b", "2")))
        .containsExactly(Verdict.FITS, Verdict.FITS);
  }

  @Test
  void siblingsSpreadOverNodesByDefault() {
    assertThat(
            scores(
                spread,
                web("p"),
                info(node("a"), web("x"), web("y")),
                info(node("b"), web("z")),
                info(node("c"))))
        .isSortedAccordingTo(Long::compare)
        .last()
        .isEqualTo(100L);
  }

  @Test
  void softConstraintsCompareZones() {
    Pod pod = constrained(web("p"), ZONE, "ScheduleAnyway", null);
    assertThat(
            scores(
                spread, pod, zoned("a", "1", web("x"), web("y")), zoned("b", "2"), info(node("c"))))
        .as("fewer siblings score more, a Node without the label nothing")
        .containsExactly(0L, 100L, 0L);
  }

  @Test
  void aPodWithoutSiblingsHasNoPreference() {
    PodTopologySpread none = new PodTopologySpread(pod -> Optional.empty());
    assertThat(scores(none, web("p"), info(node("a")))).isEmpty();
  }

  private static PodAffinityTerm term(String key) {
    return new PodAffinityTermBuilder().withTopologyKey(key).withLabelSelector(WEB).build();
  }

  private static Pod near(Pod pod, String key) {
    return with(
        pod,
        b ->
            b.editSpec()
                .withNewAffinity()
                .withNewPodAffinity()
                .addToRequiredDuringSchedulingIgnoredDuringExecution(term(key))
                .endPodAffinity()
                .endAffinity()
                .endSpec());
  }

  private static Pod apart(Pod pod, String key) {
    return with(
        pod,
        b ->
            b.editSpec()
                .withNewAffinity()
                .withNewPodAntiAffinity()
                .addToRequiredDuringSchedulingIgnoredDuringExecution(term(key))
                .endPodAntiAffinity()
                .endAffinity()
                .endSpec());
  }

  @Test
  void requiredAffinityFollowsThePodsItNames() {
    Verdict refused = Verdict.unresolvable("node(s) didn't match pod affinity rules");
    NodeInfo a = zoned("a", "1", web("x"));
    NodeInfo b = zoned("b", "1");
    NodeInfo c = zoned("c", "2");
    assertThat(verdicts(new InterPodAffinity(), near(pod("p"), ZONE), a, b, c))
        .containsExactly(Verdict.FITS, Verdict.FITS, refused);
    assertThat(verdicts(new InterPodAffinity(), near(pod("p"), ZONE), b, c))
        .as("nobody to be near to")
        .containsExactly(refused, refused);
    assertThat(verdicts(new InterPodAffinity(), near(web("p"), ZONE), b, info(node("d"))))
        .as("the first of its own kind may start anywhere that has the label")
        .containsExactly(Verdict.FITS, refused);
  }

  @Test
  void antiAffinityWorksBothWays() {
    NodeInfo a = info(node("a"), web("x"));
    NodeInfo b = info(node("b"));
    String host = "kubernetes.io/hostname";
    assertThat(verdicts(new InterPodAffinity(), apart(web("p"), host), a, b))
        .containsExactly(
            Verdict.unschedulable("node(s) didn't match pod anti-affinity rules"), Verdict.FITS);
    assertThat(
            verdicts(new InterPodAffinity(), web("p"), info(node("a"), apart(pod("x"), host)), b))
        .containsExactly(
            Verdict.unschedulable("node(s) didn't satisfy existing pods anti-affinity rules"),
            Verdict.FITS);
  }

  @Test
  void preferencesOfBothSidesScore() {
    Pod pod =
        with(
            pod("p"),
            b ->
                b.editSpec()
                    .withNewAffinity()
                    .withNewPodAntiAffinity()
                    .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                    .withWeight(10)
                    .withPodAffinityTerm(term("kubernetes.io/hostname"))
                    .endPreferredDuringSchedulingIgnoredDuringExecution()
                    .endPodAntiAffinity()
                    .endAffinity()
                    .endSpec());
    assertThat(scores(new InterPodAffinity(), pod, info(node("a"), web("x")), info(node("b"))))
        .containsExactly(0L, 100L);
    assertThat(
            scores(
                new InterPodAffinity(),
                web("p"),
                info(node("a"), near(pod("x"), "kubernetes.io/hostname")),
                info(node("b"))))
        .containsExactly(100L, 0L);
  }

  @Test
  void onlyPodsThatMatterWake() {
    InterPodAffinity plugin = new InterPodAffinity();
    PodInfo waiting = PodInfo.of(near(pod("p"), ZONE));
    assertThat(plugin.mayHelp(waiting, new ClusterChange.PodPlaced(PodInfo.of(web("x"))))).isTrue();
    assertThat(plugin.mayHelp(waiting, new ClusterChange.PodPlaced(PodInfo.of(pod("x")))))
        .isFalse();
    PodInfo away = PodInfo.of(apart(pod("p"), ZONE));
    assertThat(plugin.mayHelp(away, new ClusterChange.PodGone(PodInfo.of(web("x"))))).isTrue();
    assertThat(plugin.mayHelp(away, new ClusterChange.PodGone(PodInfo.of(pod("x"))))).isFalse();
    PodInfo skewed = PodInfo.of(constrained(web("p"), ZONE, "DoNotSchedule", null));
    assertThat(spread.mayHelp(skewed, new ClusterChange.PodGone(PodInfo.of(web("x"))))).isTrue();
    assertThat(spread.mayHelp(skewed, new ClusterChange.PodGone(PodInfo.of(pod("x"))))).isFalse();
  }
}
