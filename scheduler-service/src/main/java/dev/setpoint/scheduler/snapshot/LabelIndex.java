package dev.setpoint.scheduler.snapshot;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where Pods of each distinct set of labels are. Replicas share one entry, so a selector is matched
 * against workloads instead of Pods, and then only the Nodes that hold matching Pods are visited.
 */
public final class LabelIndex {

  /**
   * @param all Pods on a Node
   * @param alive those of them that are not being deleted
   */
  record Count(int all, int alive) {
    Count plus(Count other) {
      return new Count(all + other.all, alive + other.alive);
    }
  }

  /** Receives how many matching Pods a Node holds; of a hypothetical index in several parts. */
  @FunctionalInterface
  public interface Visitor {
    void visit(String node, int pods);
  }

  static final LabelIndex EMPTY = new LabelIndex(Map.of(), Map.of());

  private final Map<String, Map<PodLabels, Map<String, Count>>> byNamespace;

  /** What a hypothetical index adds to the real one; amounts may be negative. */
  private final Map<PodLabels, Map<String, Count>> differences;

  private LabelIndex(
      Map<String, Map<PodLabels, Map<String, Count>>> byNamespace,
      Map<PodLabels, Map<String, Count>> differences) {
    this.byNamespace = byNamespace;
    this.differences = differences;
  }

  /** As if a Node held other Pods; costs as much as there are differences, not Pods. */
  LabelIndex exchanged(String node, List<PodInfo> before, List<PodInfo> after) {
    Map<PodLabels, Count> changes = new HashMap<>();
    before.forEach(pod -> changes.merge(pod.labels(), count(pod, -1), Count::plus));
    after.forEach(pod -> changes.merge(pod.labels(), count(pod, 1), Count::plus));
    Map<PodLabels, Map<String, Count>> sum = new HashMap<>(differences);
    changes.forEach(
        (labels, change) -> {
          if (change.all() != 0 || change.alive() != 0) {
            Map<String, Count> nodes = new HashMap<>(sum.getOrDefault(labels, Map.of()));
            nodes.merge(node, change, Count::plus);
            sum.put(labels, nodes);
          }
        });
    return new LabelIndex(byNamespace, sum);
  }

  private static Count count(PodInfo pod, int by) {
    return new Count(by, pod.terminating() ? 0 : by);
  }

  /** Pods of one namespace that match and are not being deleted, by Node. */
  public Map<String, Integer> alive(String namespace, LabelMatcher selector) {
    Map<String, Integer> nodes = new HashMap<>();
    byNamespace
        .getOrDefault(namespace, Map.of())
        .forEach(
            (labels, counts) -> {
              if (selector.test(labels.labels())) {
                counts.forEach((node, count) -> nodes.merge(node, count.alive(), Integer::sum));
              }
            });
    differences.forEach(
        (labels, counts) -> {
          if (labels.namespace().equals(namespace) && selector.test(labels.labels())) {
            counts.forEach((node, count) -> nodes.merge(node, count.alive(), Integer::sum));
          }
        });
    return nodes;
  }

  /** Visits the Nodes of every matching set of labels; a Node may come several times. */
  public void visit(Predicate<PodLabels> matches, Visitor visitor) {
    for (Map<PodLabels, Map<String, Count>> namespace : byNamespace.values()) {
      for (Map.Entry<PodLabels, Map<String, Count>> entry : namespace.entrySet()) {
        if (matches.test(entry.getKey())) {
          entry.getValue().forEach((node, count) -> visitor.visit(node, count.all()));
        }
      }
    }
    differences.forEach(
        (labels, counts) -> {
          if (matches.test(labels)) {
            counts.forEach((node, count) -> visitor.visit(node, count.all()));
          }
        });
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelIndex that
        && byNamespace.equals(that.byNamespace)
        && differences.equals(that.differences);
  }

  @Override
  public int hashCode() {
    return 31 * byNamespace.hashCode() + differences.hashCode();
  }

  @Override
  public String toString() {
    return byNamespace.toString();
  }

  /** The index being kept; what is built shares all that did not change since. */
  static final class Builder {

    private final Map<String, Map<PodLabels, Map<String, Count>>> current = new HashMap<>();
    private final Map<String, Map<PodLabels, Map<String, Count>>> built = new HashMap<>();

    /** Sets of labels whose Nodes changed since the last build. */
    private final Set<PodLabels> changed = new HashSet<>();

    private LabelIndex latest = EMPTY;

    void add(PodInfo pod, String node) {
      change(pod, node, 1);
    }

    void remove(PodInfo pod, String node) {
      change(pod, node, -1);
    }

    private void change(PodInfo pod, String node, int by) {
      PodLabels labels = pod.labels();
      Map<String, Count> nodes =
          namespace(current, labels.namespace()).computeIfAbsent(labels, l -> new HashMap<>());
      nodes.merge(node, count(pod, by), Count::plus);
      nodes.computeIfPresent(node, (n, count) -> count.all() == 0 ? null : count);
      changed.add(labels);
    }

    private static Map<PodLabels, Map<String, Count>> namespace(
        Map<String, Map<PodLabels, Map<String, Count>>> all, String name) {
      return all.computeIfAbsent(name, n -> new HashMap<>());
    }

    LabelIndex build() {
      if (changed.isEmpty()) {
        return latest;
      }
      Set<String> touched = new HashSet<>();
      for (PodLabels labels : changed) {
        String name = labels.namespace();
        if (touched.add(name)) {
          built.put(name, new HashMap<>(built.getOrDefault(name, Map.of())));
        }
        Map<PodLabels, Map<String, Count>> now = namespace(current, name);
        Map<PodLabels, Map<String, Count>> target = namespace(built, name);
        Map<String, Count> nodes = now.getOrDefault(labels, Map.of());
        if (nodes.isEmpty()) {
          target.remove(labels);
          now.remove(labels);
        } else {
          target.put(labels, new HashMap<>(nodes));
        }
      }
      // Not before: while some changes of a namespace are left, it may only seem to be empty.
      for (String name : touched) {
        if (namespace(current, name).isEmpty()) {
          current.remove(name);
          built.remove(name);
        }
      }
      changed.clear();
      latest = new LabelIndex(new HashMap<>(built), Map.of());
      return latest;
    }
  }
}
