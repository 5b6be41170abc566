package dev.setpoint.scheduler.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.scheduler.testing.Make;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens in whatever order, the incremental snapshot is the one built from scratch. */
class ClusterCachePropertyTest {

  enum Kind {
    SET_NODE,
    REMOVE_NODE,
    SET_POD,
    REMOVE_POD,
    ASSUME,
    FORGET,
    BOUND,
    SNAPSHOT
  }

  record Step(Kind kind, int node, int pod, int size) {}

  @Provide
  Arbitrary<List<Step>> histories() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(0, 7),
            Arbitraries.integers().between(1, 4))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  /** What the cache should hold, kept as simply as possible. */
  private static final class Model {
    final Map<String, Node> nodes = new TreeMap<>();
    final Map<String, Pod> pods = new LinkedHashMap<>();
    final Map<String, String> places = new LinkedHashMap<>();
    final TreeSet<String> assumed = new TreeSet<>();

    void drop(String uid) {
      pods.remove(uid);
      places.remove(uid);
      assumed.remove(uid);
    }

    void put(String uid, Pod pod, String node) {
      drop(uid);
      pods.put(uid, pod);
      places.put(uid, node);
    }

    String describe() {
      List<String> lines = new ArrayList<>();
      for (Node node : nodes.values()) {
        String name = node.getMetadata().getName();
        List<Pod> here =
            pods.entrySet().stream()
                .filter(e -> name.equals(places.get(e.getKey())))
                .map(Map.Entry::getValue)
                .toList();
        lines.add(ClusterCachePropertyTest.describe(Make.info(node, here.toArray(Pod[]::new))));
      }
      return String.join("\n", lines);
    }
  }

  private static String describe(NodeInfo node) {
    return "%s %s cpu=%d/%d memory=%d nonzero=%d/%d pods=%s"
        .formatted(
            node.name(),
            node.facts().zone(),
            node.requestedMilliCpu(),
            node.allocatable().milliCpu(),
            node.requestedMemory(),
            node.nonZeroMilliCpu(),
            node.nonZeroMemory(),
            new TreeSet<>(node.pods().stream().map(PodInfo::toString).toList()));
  }

  private static String describe(ClusterSnapshot snapshot) {
    return snapshot.nodes().stream()
        .sorted(java.util.Comparator.comparing(NodeInfo::name))
        .map(ClusterCachePropertyTest::describe)
        .collect(java.util.stream.Collectors.joining("\n"));
  }

  @Property(tries = 300)
  void incrementalEqualsRebuilt(@ForAll("histories") List<Step> history) {
    ClusterCache cache = new ClusterCache();
    Model model = new Model();
    for (Step step : history) {
      apply(step, cache, model);
      if (step.kind() == Kind.SNAPSHOT) {
        assertThat(describe(cache.snapshot())).isEqualTo(model.describe());
      }
    }
    ClusterSnapshot last = cache.snapshot();
    assertThat(describe(last)).isEqualTo(model.describe());
    assertThat(cache.assumedCount()).isEqualTo(model.assumed.size());
    ClusterSnapshot rebuilt = ClusterSnapshot.of(last.nodes());
    assertThat(last.nodes()).isEqualTo(rebuilt.nodes());
    assertThat(knownOnly(last)).isEqualTo(knownOnly(rebuilt));
    for (NodeInfo node : last.nodes()) {
      assertThat(last.node(node.name())).isSameAs(node);
    }
    assertThat(cache.snapshot()).as("nothing changed").isSameAs(last);
  }

  /** By Node, without the Pods on Nodes that nobody knows: those only the cache has. */
  private static Map<String, Integer> knownOnly(ClusterSnapshot snapshot) {
    Map<String, Integer> pods = new TreeMap<>();
    snapshot
        .labelIndex()
        .visit(
            labels -> true,
            (node, count) -> {
              if (snapshot.node(node) != null) {
                pods.merge(node, count, Integer::sum);
              }
            });
    return pods;
  }

  private static void apply(Step step, ClusterCache cache, Model model) {
    String node = "n" + step.node();
    String name = "p" + step.pod();
    String uid = "uid-" + name;
    Pod pod =
        Make.labelled(
            Make.pod(name, step.size() + "00m", step.size() + "Mi"), "app", "a" + step.pod() % 3);
    switch (step.kind()) {
      case SET_NODE -> {
        Node made =
            Make.labelled(
                Make.node(node, String.valueOf(step.size()), "8Gi", 110),
                NodeFacts.ZONE,
                "z" + step.pod() % 3);
        cache.setNode(NodeFacts.of(made));
        model.nodes.put(node, made);
      }
      case REMOVE_NODE -> {
        cache.removeNode(node);
        model.nodes.remove(node);
      }
      case SET_POD -> {
        cache.setPod(cache.info(pod), node);
        model.put(uid, pod, node);
      }
      case REMOVE_POD -> {
        cache.removePod(uid);
        model.drop(uid);
      }
      case ASSUME -> {
        boolean done = cache.assume(cache.info(pod), node, Instant.EPOCH);
        assertThat(done).isEqualTo(!model.pods.containsKey(uid));
        if (done) {
          model.put(uid, pod, node);
          model.assumed.add(uid);
        }
      }
      case FORGET -> {
        assertThat(cache.forget(uid)).isEqualTo(model.assumed.contains(uid));
        if (model.assumed.contains(uid)) {
          model.drop(uid);
        }
      }
      case BOUND -> cache.bound(uid, Instant.EPOCH);
      case SNAPSHOT -> {}
    }
  }

  @Property(tries = 50)
  void nodesThatDidNotChangeAreShared(@ForAll("histories") List<Step> history) {
    ClusterCache cache = new ClusterCache();
    Model model = new Model();
    history.forEach(step -> apply(step, cache, model));
    cache.setNode(NodeFacts.of(Make.node("quiet")));
    cache.setNode(NodeFacts.of(Make.node("busy")));
    ClusterSnapshot before = cache.snapshot();
    cache.setPod(cache.info(Make.pod("new", "1", "1Gi")), "busy");
    ClusterSnapshot after = cache.snapshot();
    for (NodeInfo node : before.nodes()) {
      if (node.name().equals("busy")) {
        assertThat(after.node("busy")).isNotSameAs(node);
      } else {
        assertThat(after.node(node.name())).isSameAs(node);
      }
    }
  }
}
