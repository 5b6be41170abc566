package dev.setpoint.scheduler.snapshot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All Nodes with their Pods at one moment. Nodes that did not change since the previous snapshot
 * are the same objects; positions and image counts are shared as long as no Node comes or goes.
 */
public final class ClusterSnapshot {

  public static final ClusterSnapshot EMPTY = of(List.of());

  private final List<NodeInfo> nodes;
  private final Map<String, Integer> positions;
  private final Map<String, Integer> imageNodes;
  private final Map<String, Map<String, String>> namespaceLabels;
  private final LabelIndex labelIndex;
  private final int podsWithAffinity;
  private final Nominations nominations;

  ClusterSnapshot(
      NodeInfo[] nodes,
      Map<String, Integer> positions,
      Map<String, Integer> imageNodes,
      Map<String, Map<String, String>> namespaceLabels,
      LabelIndex labelIndex,
      int podsWithAffinity,
      Nominations nominations) {
    this.nodes = List.of(nodes);
    this.positions = positions;
    this.imageNodes = imageNodes;
    this.namespaceLabels = namespaceLabels;
    this.labelIndex = labelIndex;
    this.podsWithAffinity = podsWithAffinity;
    this.nominations = nominations;
  }

  /** A snapshot from scratch: for tests and what-if questions. */
  public static ClusterSnapshot of(List<NodeInfo> nodes) {
    return of(nodes, Map.of());
  }

  public static ClusterSnapshot of(
      List<NodeInfo> nodes, Map<String, Map<String, String>> namespaceLabels) {
    List<String> order = interleaved(nodes.stream().map(NodeInfo::facts).toList());
    Map<String, Integer> positions = positions(order);
    NodeInfo[] sorted = new NodeInfo[nodes.size()];
    LabelIndex.Builder labels = new LabelIndex.Builder();
    int affine = 0;
    for (NodeInfo node : nodes) {
      node.pods().forEach(pod -> labels.add(pod, node.name()));
      Integer position = positions.get(node.name());
      if (position != null) {
        sorted[position] = node;
      }
      affine += node.podsWithAffinity().size();
    }
    return new ClusterSnapshot(
        sorted,
        positions,
        imageNodes(nodes.stream().map(NodeInfo::facts).toList()),
        namespaceLabels,
        labels.build(),
        affine,
        Nominations.NONE);
  }

  /** As if some Nodes were gone, with all that is on them or promised there. */
  public ClusterSnapshot without(Set<String> names) {
    return of(
        nodes.stream().filter(node -> !names.contains(node.name())).toList(), namespaceLabels);
  }

  /** As if the Node of this name were the one given: for trying what would be if. */
  public ClusterSnapshot with(NodeInfo replacement) {
    Integer position = positions.get(replacement.name());
    if (position == null) {
      throw new IllegalArgumentException("no Node " + replacement.name());
    }
    NodeInfo before = nodes.get(position);
    NodeInfo[] replaced = nodes.toArray(NodeInfo[]::new);
    replaced[position] = replacement;
    return new ClusterSnapshot(
        replaced,
        positions,
        imageNodes,
        namespaceLabels,
        labelIndex.exchanged(before.name(), before.pods(), replacement.pods()),
        podsWithAffinity - before.podsWithAffinity().size() + replacement.podsWithAffinity().size(),
        nominations);
  }

  /** As if a Pod had no Node promised. */
  public ClusterSnapshot withoutNomination(PodInfo pod) {
    Nominations others = nominations.without(pod);
    return others == nominations
        ? this
        : new ClusterSnapshot(
            nodes.toArray(NodeInfo[]::new),
            positions,
            imageNodes,
            namespaceLabels,
            labelIndex,
            podsWithAffinity,
            others);
  }

  /**
   * As if the Pods that go before this one were on the Node they were promised; this snapshot where
   * there are none.
   */
  public ClusterSnapshot withNominated(PodInfo pod, NodeInfo node) {
    List<PodInfo> first = nominations.before(pod, node.name());
    return first.isEmpty() ? this : with(node.plus(first));
  }

  /** In an order that alternates between zones, so that a sample of them sees every zone. */
  public List<NodeInfo> nodes() {
    return nodes;
  }

  public int size() {
    return nodes.size();
  }

  public @Nullable NodeInfo node(String name) {
    Integer position = positions.get(name);
    return position == null ? null : nodes.get(position);
  }

  /** On how many Nodes an image of this name lies. */
  public int nodesWithImage(String image) {
    return imageNodes.getOrDefault(image, 0);
  }

  /** The labels of a namespace; none where it is unknown. */
  public Map<String, String> namespaceLabels(String namespace) {
    return namespaceLabels.getOrDefault(namespace, Map.of());
  }

  /** Where Pods are by their labels, those on unknown Nodes included. */
  public LabelIndex labelIndex() {
    return labelIndex;
  }

  /** Whether any Pod on any Node has affinity or anti-affinity to other Pods. */
  public boolean anyPodAffinity() {
    return podsWithAffinity > 0;
  }

  public Nominations nominations() {
    return nominations;
  }

  static Map<String, Integer> positions(List<String> order) {
    Map<String, Integer> positions = HashMap.newHashMap(order.size());
    for (String name : order) {
      positions.put(name, positions.size());
    }
    return Collections.unmodifiableMap(positions);
  }

  static Map<String, Integer> imageNodes(Iterable<NodeFacts> nodes) {
    Map<String, Integer> counts = new HashMap<>();
    for (NodeFacts node : nodes) {
      for (String image : node.images().keySet()) {
        counts.merge(image, 1, Integer::sum);
      }
    }
    return Collections.unmodifiableMap(counts);
  }

  /** Names by turns from each zone, zones and names within a zone sorted. */
  static List<String> interleaved(List<NodeFacts> nodes) {
    Map<String, Deque<String>> zones = new LinkedHashMap<>();
    nodes.stream()
        .sorted(java.util.Comparator.comparing(NodeFacts::zone).thenComparing(NodeFacts::name))
        .forEach(
            node -> zones.computeIfAbsent(node.zone(), z -> new ArrayDeque<>()).add(node.name()));
    List<String> order = new ArrayList<>(nodes.size());
    List<Deque<String>> turns = new ArrayList<>(zones.values());
    while (!turns.isEmpty()) {
      turns.removeIf(
          zone -> {
            order.add(zone.remove());
            return zone.isEmpty();
          });
    }
    return order;
  }
}
