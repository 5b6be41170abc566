package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.framework.NodeScorer;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prefers domains with fewer siblings. A constraint weighs more the more domains it has, by their
 * logarithm; otherwise a few zones would outvote hundreds of Nodes.
 */
final class SpreadScorer implements NodeScorer {

  /** The score of a Node that lacks a label its Pod's constraints name: always the last choice. */
  private static final long IGNORED = -1;

  private final List<SpreadConstraint> constraints;

  /** Siblings by Node name. */
  private final List<Map<String, Integer>> siblings = new ArrayList<>();

  /** Siblings by domain; null for host names, where each Node is a domain of its own. */
  private final List<Map<String, Integer>> domains = new ArrayList<>();

  private final double[] weights;
  private final boolean allKeysRequired;

  SpreadScorer(
      PodInfo pod,
      List<SpreadConstraint> constraints,
      boolean allKeysRequired,
      ClusterSnapshot snapshot,
      List<NodeInfo> feasible) {
    this.constraints = constraints;
    this.allKeysRequired = allKeysRequired;
    this.weights = new double[constraints.size()];
    List<NodeInfo> scored =
        allKeysRequired
            ? feasible.stream().filter(n -> SpreadConstraint.allKeysOn(n, constraints)).toList()
            : feasible;
    for (int i = 0; i < weights.length; i++) {
      SpreadConstraint constraint = constraints.get(i);
      boolean sameAgain = i > 0 && constraint.selector().equals(constraints.get(i - 1).selector());
      siblings.add(
          sameAgain
              ? siblings.get(i - 1)
              : snapshot.labelIndex().alive(pod.key().namespace(), constraint.selector()));
      Map<String, Integer> counts = new HashMap<>();
      domains.add(counts);
      if (perNode(constraint)) {
        weights[i] = Math.log(scored.size() + 2.0);
      } else {
        for (NodeInfo node : scored) {
          String domain = node.labels().get(constraint.key());
          if (domain != null) {
            counts.put(domain, 0);
          }
        }
        weights[i] = Math.log(counts.size() + 2.0);
        if (!counts.isEmpty()) {
          count(i, snapshot);
        }
      }
    }
  }

  private static boolean perNode(SpreadConstraint constraint) {
    return constraint.key().equals(NodeFacts.HOSTNAME);
  }

  private void count(int i, ClusterSnapshot snapshot) {
    SpreadConstraint constraint = constraints.get(i);
    Map<String, Integer> counts = domains.get(i);
    siblings
        .get(i)
        .forEach(
            (name, pods) -> {
              NodeInfo node = snapshot.node(name);
              String domain = node == null ? null : node.labels().get(constraint.key());
              if (node != null
                  && domain != null
                  && counts.containsKey(domain)
                  && (!allKeysRequired || SpreadConstraint.allKeysOn(node, constraints))
                  && constraint.counted().test(node.facts())) {
                counts.merge(domain, pods, Integer::sum);
              }
            });
  }

  @Override
  public long score(NodeInfo node) {
    if (allKeysRequired && !SpreadConstraint.allKeysOn(node, constraints)) {
      return IGNORED;
    }
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      SpreadConstraint constraint = constraints.get(i);
      String domain = node.labels().get(constraint.key());
      if (domain != null) {
        int count =
            perNode(constraint)
                ? siblings.get(i).getOrDefault(node.name(), 0)
                : domains.get(i).getOrDefault(domain, 0);
        sum += count * weights[i] + (constraint.maxSkew() - 1);
      }
    }
    return Math.round(sum);
  }

  /** Fewest siblings become the most points. */
  @Override
  public void normalize(long[] scores) {
    long min = Long.MAX_VALUE;
    long max = 0;
    for (long score : scores) {
      if (score != IGNORED) {
        min = Math.min(min, score);
        max = Math.max(max, score);
      }
    }
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] == IGNORED) {
        scores[i] = 0;
      } else {
        scores[i] = max == 0 ? MAX : MAX * (max + min - scores[i]) / max;
      }
    }
  }
}
