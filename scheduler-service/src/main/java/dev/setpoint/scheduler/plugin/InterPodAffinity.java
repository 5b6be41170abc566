package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.NodeFilter;
import dev.setpoint.scheduler.framework.NodeScorer;
import dev.setpoint.scheduler.framework.ScorePlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.AffinityTerm;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.snapshot.PodLabels;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Puts Pods near the Pods they want to be near, and away from those they don't; both ways. */
@Component
public final class InterPodAffinity implements FilterPlugin, ScorePlugin {

  private static final Verdict AFFINITY =
      Verdict.unresolvable("node(s) didn't match pod affinity rules");

  private static final Verdict ANTI_AFFINITY =
      Verdict.unschedulable("node(s) didn't match pod anti-affinity rules");

  private static final Verdict EXISTING_ANTI_AFFINITY =
      Verdict.unschedulable("node(s) didn't satisfy existing pods anti-affinity rules");

  @Override
  public String name() {
    return "InterPodAffinity";
  }

  @Override
  public int order() {
    return 80;
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    List<AffinityTerm> affinity = pod.requiredAffinity();
    List<AffinityTerm> anti = pod.requiredAntiAffinity();
    TopologyCounts existing = existingAntiAffinity(pod, snapshot);
    if (affinity.isEmpty() && anti.isEmpty() && existing.isEmpty()) {
      return Preparation.SKIP;
    }
    TopologyCounts near = new TopologyCounts();
    TopologyCounts far = new TopologyCounts();
    if (!affinity.isEmpty()) {
      snapshot
          .labelIndex()
          .visit(
              labels -> matchesAll(affinity, labels, snapshot),
              (name, pods) -> {
                for (AffinityTerm term : affinity) {
                  near.add(term.topologyKey(), snapshot.node(name), pods);
                }
              });
    }
    for (AffinityTerm term : anti) {
      snapshot
          .labelIndex()
          .visit(
              labels -> term.matches(labels, snapshot),
              (name, pods) -> far.add(term.topologyKey(), snapshot.node(name), pods));
    }
    // The first of a group that wants to be together has nobody to be near to.
    boolean first = near.isEmpty() && matchesAll(affinity, pod.labels(), snapshot);
    NodeFilter filter =
        node -> {
          if (!affinity.isEmpty() && !affine(node, affinity, near, first)) {
            return AFFINITY;
          }
          if (far.any(node)) {
            return ANTI_AFFINITY;
          }
          return existing.any(node) ? EXISTING_ANTI_AFFINITY : Verdict.FITS;
        };
    return Preparation.each(filter);
  }

  private static boolean affine(
      NodeInfo node, List<AffinityTerm> terms, TopologyCounts near, boolean first) {
    for (int i = 0; i < terms.size(); i++) {
      String key = terms.get(i).topologyKey();
      if (!node.labels().containsKey(key) || (!first && near.of(key, node) == 0)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matchesAll(
      List<AffinityTerm> terms, PodLabels pod, ClusterSnapshot snapshot) {
    for (AffinityTerm term : terms) {
      if (!term.matches(pod, snapshot)) {
        return false;
      }
    }
    return !terms.isEmpty();
  }

  /** Where Pods are that don't want this one near them. */
  private static TopologyCounts existingAntiAffinity(PodInfo pod, ClusterSnapshot snapshot) {
    TopologyCounts counts = new TopologyCounts();
    if (snapshot.anyPodAffinity()) {
      for (NodeInfo node : snapshot.nodes()) {
        for (PodInfo other : node.podsWithRequiredAntiAffinity()) {
          for (AffinityTerm term : other.requiredAntiAffinity()) {
            if (term.matches(pod.labels(), snapshot)) {
              counts.add(term.topologyKey(), node, 1);
            }
          }
        }
      }
    }
    return counts;
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
    List<AffinityTerm> preferred = pod.preferredAffinity();
    if (preferred.isEmpty() && !snapshot.anyPodAffinity()) {
      return Optional.empty();
    }
    TopologyCounts points = new TopologyCounts();
    for (AffinityTerm term : preferred) {
      snapshot
          .labelIndex()
          .visit(
              labels -> term.matches(labels, snapshot),
              (name, pods) ->
                  points.add(term.topologyKey(), snapshot.node(name), (long) pods * term.weight()));
    }
    if (snapshot.anyPodAffinity()) {
      for (NodeInfo node : snapshot.nodes()) {
        for (PodInfo other : node.podsWithAffinity()) {
          wishesOf(other, pod, node, snapshot, points);
        }
      }
    }
    return points.isEmpty() ? Optional.empty() : Optional.of(new Scorer(points));
  }

  /** What a placed Pod would like; its required affinity, already met, is worth one point. */
  private static void wishesOf(
      PodInfo placed, PodInfo pod, NodeInfo node, ClusterSnapshot snapshot, TopologyCounts into) {
    for (AffinityTerm term : placed.requiredAffinity()) {
      if (term.matches(pod.labels(), snapshot)) {
        into.add(term.topologyKey(), node, 1);
      }
    }
    for (AffinityTerm term : placed.preferredAffinity()) {
      if (term.matches(pod.labels(), snapshot)) {
        into.add(term.topologyKey(), node, term.weight());
      }
    }
  }

  private record Scorer(TopologyCounts points) implements NodeScorer {

    @Override
    public long score(NodeInfo node) {
      return points.sum(node);
    }

    @Override
    public void normalize(long[] scores) {
      long min = Long.MAX_VALUE;
      long max = Long.MIN_VALUE;
      for (long score : scores) {
        min = Math.min(min, score);
        max = Math.max(max, score);
      }
      for (int i = 0; i < scores.length; i++) {
        scores[i] = max == min ? 0 : MAX * (scores[i] - min) / (max - min);
      }
    }
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return switch (change) {
      case ClusterChange.NodeAdded added -> true;
      case ClusterChange.NodeChanged changed ->
          !changed.before().labels().equals(changed.after().labels());
      case ClusterChange.PodPlaced placed -> wanted(waiting, placed.pod());
      case ClusterChange.PodGone gone -> unwanted(waiting, gone.pod());
      case ClusterChange.PodChanged changed ->
          wanted(waiting, changed.after()) || unwanted(waiting, changed.before());
      case ClusterChange.NamespaceChanged changed -> true;
      case ClusterChange.Indirect other -> false;
      case ClusterChange.NodeRemoved other -> false;
    };
  }

  private static boolean wanted(PodInfo waiting, PodInfo other) {
    return waiting.requiredAffinity().stream().anyMatch(t -> t.mayMatch(other.labels()));
  }

  private static boolean unwanted(PodInfo waiting, PodInfo other) {
    return waiting.requiredAntiAffinity().stream().anyMatch(t -> t.mayMatch(other.labels()))
        || other.requiredAntiAffinity().stream().anyMatch(t -> t.mayMatch(waiting.labels()));
  }
}
