package dev.setpoint.scheduler.plugin;

import static dev.setpoint.scheduler.testing.Make.cordoned;
import static dev.setpoint.scheduler.testing.Make.info;
import static dev.setpoint.scheduler.testing.Make.labelled;
import static dev.setpoint.scheduler.testing.Make.node;
import static dev.setpoint.scheduler.testing.Make.on;
import static dev.setpoint.scheduler.testing.Make.pod;
import static dev.setpoint.scheduler.testing.Make.scores;
import static dev.setpoint.scheduler.testing.Make.tainted;
import static dev.setpoint.scheduler.testing.Make.verdicts;
import static dev.setpoint.scheduler.testing.Make.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.FilterPlugin.Preparation;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NodeName, NodeUnschedulable, TaintToleration and NodeAffinity. */
class NodeRulesTest {

  private static final Verdict NO_AFFINITY =
      Verdict.unresolvable("node(s) didn't match Pod's node affinity/selector");

  private static Pod tolerating(String key, String operator, String value, String effect) {
    return with(
        pod("p"),
        b ->
            b.editSpec()
                .addToTolerations(new Toleration(effect, key, operator, null, value))
                .endSpec());
  }

  @Test
  void aPodThatNamesItsNodeFitsOnlyThere() {
    assertThat(verdicts(new NodeName(), on("b", pod("p")), info(node("a")), info(node("b"))))
        .containsExactly(
            Verdict.unresolvable("node(s) didn't match the requested node name"), Verdict.FITS);
  }

  @Test
  void aCordonedNodeTakesOnlyPodsThatTolerateTheCordon() {
    var cordoned = info(cordoned(node("a")));
    assertThat(verdicts(new NodeUnschedulable(), pod("p"), cordoned))
        .containsExactly(Verdict.unresolvable("node(s) were unschedulable"));
    Pod daemon = tolerating("node.kubernetes.io/unschedulable", "Exists", null, "NoSchedule");
    assertThat(verdicts(new NodeUnschedulable(), daemon, cordoned)).containsExactly(Verdict.FITS);
  }

  @Test
  void anUntoleratedTaintIsNamed() {
    var valued = info(tainted(node("a"), "team", "red", "NoSchedule"));
    var bare = info(tainted(node("b"), "node.kubernetes.io/not-ready", null, "NoExecute"));
    var soft = info(tainted(node("c"), "team", "red", "PreferNoSchedule"));
    assertThat(verdicts(new TaintToleration(), pod("p"), valued, bare, soft))
        .containsExactly(
            Verdict.unresolvable("node(s) had untolerated taint {team: red}"),
            Verdict.unresolvable("node(s) had untolerated taint {node.kubernetes.io/not-ready: }"),
            Verdict.FITS);
  }

  @ParameterizedTest
  @CsvSource({
    "team,  Equal,  red,  NoSchedule, true",
    "team,  ,       red,  ,           true",
    "team,  Exists, ,     ,           true",
    ",      Exists, ,     ,           true",
    "team,  Equal,  blue, NoSchedule, false",
    "team,  Equal,  red,  NoExecute,  false",
    "other, Exists, ,     ,           false",
  })
  void tolerationsMatchByKeyOperatorValueAndEffect(
      String key, String operator, String value, String effect, boolean fits) {
    var node = info(tainted(node("a"), "team", "red", "NoSchedule"));
    Verdict verdict =
        verdicts(new TaintToleration(), tolerating(key, operator, value, effect), node).getFirst();
    assertThat(verdict instanceof Verdict.Fits).isEqualTo(fits);
  }

  @Test
  void softTaintsCostScore() {
    var clean = info(node("a"));
    var one = info(tainted(node("b"), "x", "1", "PreferNoSchedule"));
    var two =
        info(
            tainted(
                tainted(node("c"), "x", "1", "PreferNoSchedule"), "y", "1", "PreferNoSchedule"));
    assertThat(scores(new TaintToleration(), pod("p"), clean, one, two))
        .containsExactly(100L, 50L, 0L);
  }

  @Test
  void nodeSelectorNeedsEveryLabel() {
    Pod pod = with(pod("p"), b -> b.editSpec().addToNodeSelector("disk", "ssd").endSpec());
    assertThat(
            verdicts(
                new NodeAffinity(),
                pod,
                info(labelled(node("a"), "disk", "ssd")),
                info(labelled(node("b"), "disk", "hdd")),
                info(node("c"))))
        .containsExactly(Verdict.FITS, NO_AFFINITY, NO_AFFINITY);
  }

  @ParameterizedTest
  @CsvSource({
    "In,           5,     true",
    "In,           6,     false",
    "NotIn,        6,     true",
    "NotIn,        5,     false",
    "Exists,       ,      true",
    "DoesNotExist, ,      false",
    "Gt,           4,     true",
    "Gt,           5,     false",
    "Lt,           6,     true",
    "Lt,           5,     false",
    "Gt,           four,  false",
  })
  void operatorsOfRequiredAffinity(String operator, String value, boolean fits) {
    NodeSelectorRequirement requirement =
        new NodeSelectorRequirement("size", operator, value == null ? List.of() : List.of(value));
    Pod pod =
        with(
            pod("p"),
            b ->
                b.editSpec()
                    .withNewAffinity()
                    .withNewNodeAffinity()
                    .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                    .addNewNodeSelectorTerm()
                    .addToMatchExpressions(requirement)
                    .endNodeSelectorTerm()
                    .endRequiredDuringSchedulingIgnoredDuringExecution()
                    .endNodeAffinity()
                    .endAffinity()
                    .endSpec());
    assertThat(verdicts(new NodeAffinity(), pod, info(labelled(node("a"), "size", "5"))))
        .containsExactly(fits ? Verdict.FITS : NO_AFFINITY);
  }

  private static Pod pinned(String... names) {
    return with(
        pod("p"),
        b -> {
          var required =
              b.editSpec()
                  .withNewAffinity()
                  .withNewNodeAffinity()
                  .withNewRequiredDuringSchedulingIgnoredDuringExecution();
          var term = required.addNewNodeSelectorTerm();
          for (String name : names) {
            term.addToMatchFields(
                new NodeSelectorRequirement("metadata.name", "In", List.of(name)));
          }
          return term.endNodeSelectorTerm()
              .endRequiredDuringSchedulingIgnoredDuringExecution()
              .endNodeAffinity()
              .endAffinity()
              .endSpec();
        });
  }

  @Test
  void matchFieldsNarrowTheSearchToTheNamedNodes() {
    Preparation preparation =
        new NodeAffinity().prepare(PodInfo.of(pinned("b")), ClusterSnapshot.EMPTY);
    assertThat(preparation)
        .isInstanceOfSatisfying(
            Preparation.Among.class, among -> assertThat(among.nodes()).containsExactly("b"));
    assertThat(new NodeAffinity().prepare(PodInfo.of(pinned("a", "b")), ClusterSnapshot.EMPTY))
        .isEqualTo(new Preparation.Rejected(Verdict.unresolvable("pod affinity terms conflict")));
  }

  @Test
  void preferredTermsAddUp() {
    Pod pod =
        with(
            pod("p"),
            b ->
                b.editSpec()
                    .withNewAffinity()
                    .withNewNodeAffinity()
                    .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                    .withWeight(60)
                    .withNewPreference()
                    .addToMatchExpressions(new NodeSelectorRequirement("zone", "In", List.of("a")))
                    .endPreference()
                    .endPreferredDuringSchedulingIgnoredDuringExecution()
                    .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                    .withWeight(20)
                    .withNewPreference()
                    .addToMatchExpressions(new NodeSelectorRequirement("disk", "Exists", List.of()))
                    .endPreference()
                    .endPreferredDuringSchedulingIgnoredDuringExecution()
                    .endNodeAffinity()
                    .endAffinity()
                    .endSpec());
    assertThat(
            scores(
                new NodeAffinity(),
                pod,
                info(labelled(node("a"), "zone", "a", "disk", "ssd")),
                info(labelled(node("b"), "zone", "a")),
                info(node("c"))))
        .containsExactly(100L, 75L, 0L);
  }

  @Test
  void hintsAnswerToTheChangesThatCanHelp() {
    PodInfo selecting =
        PodInfo.of(with(pod("p"), b -> b.editSpec().addToNodeSelector("disk", "ssd").endSpec()));
    NodeFacts plain = NodeFacts.of(node("a"));
    NodeFacts ssd = NodeFacts.of(labelled(node("a"), "disk", "ssd"));
    NodeFacts cordoned = NodeFacts.of(cordoned(node("a")));
    NodeFacts tainted = NodeFacts.of(tainted(node("a"), "k", "v", "NoSchedule"));
    NodeAffinity affinity = new NodeAffinity();
    assertThat(affinity.mayHelp(selecting, new ClusterChange.NodeAdded(plain))).isFalse();
    assertThat(affinity.mayHelp(selecting, new ClusterChange.NodeChanged(plain, ssd))).isTrue();
    PodInfo any = PodInfo.of(pod("p"));
    NodeUnschedulable cordon = new NodeUnschedulable();
    assertThat(cordon.mayHelp(any, new ClusterChange.NodeChanged(cordoned, plain))).isTrue();
    assertThat(cordon.mayHelp(any, new ClusterChange.NodeChanged(plain, cordoned))).isFalse();
    TaintToleration taints = new TaintToleration();
    assertThat(taints.mayHelp(any, new ClusterChange.NodeChanged(tainted, plain))).isTrue();
    assertThat(taints.mayHelp(any, new ClusterChange.NodeAdded(tainted))).isFalse();
  }
}
