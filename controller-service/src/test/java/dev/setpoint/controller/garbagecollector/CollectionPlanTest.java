package dev.setpoint.controller.garbagecollector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CollectionPlanTest {

  private static OwnerReference owner(String uid) {
    return new OwnerReferenceBuilder()
        .withApiVersion("v1")
        .withKind("ConfigMap")
        .withName(uid)
        .withUid(uid)
        .withBlockOwnerDeletion(true)
        .build();
  }

  private static GraphNode node(
      String uid, List<String> finalizers, boolean deleting, String... of) {
    return new GraphNode(
        uid,
        ResourceTypes.of(Pod.class),
        new ObjectKey("ns", uid),
        List.of(of).stream().map(CollectionPlanTest::owner).toList(),
        finalizers,
        deleting);
  }

  private static OwnerState state(String uid, OwnerState.Kind kind) {
    return new OwnerState(owner(uid), kind);
  }

  @Test
  void anOwnerThatStaysKeepsIt() {
    GraphNode node = node("a", List.of(), false, "o", "gone");
    assertThat(CollectionPlan.of(node, List.of(state("o", OwnerState.Kind.SOLID)), List.of()))
        .isEqualTo(new CollectionPlan.Keep());
    assertThat(
            CollectionPlan.of(
                node,
                List.of(state("o", OwnerState.Kind.SOLID), state("gone", OwnerState.Kind.ABSENT)),
                List.of()))
        .isEqualTo(new CollectionPlan.DropReferences(List.of("gone")));
  }

  @Test
  void withoutAnyOwnerLeftItGoesTheWayItsFinalizersSay() {
    List<OwnerState> absent = List.of(state("o", OwnerState.Kind.ABSENT));
    assertThat(CollectionPlan.of(node("a", List.of(), false, "o"), absent, List.of()))
        .isEqualTo(new CollectionPlan.Delete("Background", false));
    assertThat(CollectionPlan.of(node("a", List.of("orphan"), false, "o"), absent, List.of()))
        .isEqualTo(new CollectionPlan.Delete("Orphan", false));
    assertThat(
            CollectionPlan.of(
                node("a", List.of("foregroundDeletion"), false, "o"), absent, List.of()))
        .isEqualTo(new CollectionPlan.Delete("Foreground", false));
  }

  @Test
  void aWaitingOwnerTakesDependentsOfDependentsAlong() {
    List<OwnerState> waiting = List.of(state("o", OwnerState.Kind.WAITING));
    GraphNode node = node("a", List.of(), false, "o");
    GraphNode child = node("b", List.of(), false, "a");
    GraphNode circle = node("c", List.of("foregroundDeletion"), true, "a");
    assertThat(CollectionPlan.of(node, waiting, List.of(child)))
        .isEqualTo(new CollectionPlan.Delete("Foreground", false));
    assertThat(CollectionPlan.of(node, waiting, List.of(child, circle)))
        .isEqualTo(new CollectionPlan.Delete("Foreground", true));
    assertThat(CollectionPlan.of(node, waiting, List.of()))
        .isEqualTo(new CollectionPlan.Delete("Background", false));
  }

  @Test
  void theGraphTellsWhoNeedsALook() {
    OwnerGraph graph = new OwnerGraph();
    assertThat(graph.put(node("child", List.of(), false, "owner")))
        .as("its owner was never seen")
        .containsExactly("child");
    assertThat(graph.put(node("owner", List.of(), false))).isEmpty();
    assertThat(graph.put(node("child2", List.of(), false, "owner"))).isEmpty();
    assertThat(graph.dependents("owner")).hasSize(2);
    assertThat(graph.put(node("owner", List.of("foregroundDeletion"), true)))
        .containsExactly("owner");
    assertThat(graph.remove("child")).isEqualTo(Set.of("owner"));
    assertThat(graph.remove("owner")).isEqualTo(Set.of("child2"));
  }

  @Test
  void aReferenceTakenOffLetsAWaitingOwnerGo() {
    OwnerGraph graph = new OwnerGraph();
    graph.put(node("owner", List.of("foregroundDeletion"), true));
    graph.put(node("child", List.of(), false, "owner"));
    assertThat(graph.put(node("child", List.of(), false))).contains("owner");
    assertThat(graph.dependents("owner")).isEmpty();
  }
}
