package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.framework.FilterPlugin.Preparation;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Picks a Node for a Pod: filters a sample of the snapshot, scores what is feasible, breaks ties at
 * random. Touches nothing but the snapshot, so it answers what-if questions as well.
 *
 * <p>One thread at a time: the position where the next sample starts moves with each decision.
 * Filtering is sequential, because with prepared filters a Node costs well under a microsecond and
 * handing slices to other threads costs more than it saves.
 */
public final class Decider {

  /** A filter and the plugin it came from. */
  private record Prepared(FilterPlugin plugin, NodeFilter filter) {}

  private final List<FilterPlugin> filters;
  private final List<ScorePlugin> scorers;
  private final int[] weights;
  private final Sampling sampling;
  private final RandomGenerator random;
  private int start;

  public Decider(PluginSet plugins, Sampling sampling, RandomGenerator random) {
    this.filters = plugins.of(FilterPlugin.class);
    this.scorers =
        plugins.of(ScorePlugin.class).stream().filter(p -> plugins.weight(p) > 0).toList();
    this.weights = scorers.stream().mapToInt(plugins::weight).toArray();
    this.sampling = sampling;
    this.random = random;
  }

  public Decision decide(PodInfo pod, ClusterSnapshot snapshot) {
    if (snapshot.size() == 0) {
      return new Decision.Unfit(
          new Diagnosis(0, List.of(), List.of(), Verdict.FITS, Verdict.FITS, Set.of(), ""));
    }
    List<Prepared> prepared = new ArrayList<>(filters.size());
    Set<String> narrowing = new TreeSet<>();
    Set<String> among = null;
    for (FilterPlugin plugin : filters) {
      switch (plugin.prepare(pod, snapshot)) {
        case Preparation.Skip skip -> {}
        case Preparation.Rejected(Verdict verdict) -> {
          return ruledOut(snapshot, verdict, Set.of(plugin.name()));
        }
        case Preparation.Each(NodeFilter filter) -> prepared.add(new Prepared(plugin, filter));
        case Preparation.Among(Set<String> nodes, NodeFilter filter) -> {
          prepared.add(new Prepared(plugin, filter));
          narrowing.add(plugin.name());
          among = among == null ? new HashSet<>(nodes) : among;
          among.retainAll(nodes);
        }
      }
    }
    if (among != null && among.isEmpty()) {
      return ruledOut(snapshot, Verdict.unresolvable(noneLeft(narrowing)), narrowing);
    }
    List<NodeInfo> candidates = among == null ? snapshot.nodes() : present(among, snapshot);
    List<NodeInfo> feasible = new ArrayList<>();
    @SuppressWarnings("NullAway") // filled up to `asked` below
    Verdict[] verdicts = new Verdict[candidates.size()];
    Set<String> rejectedBy = new HashSet<>();
    int first = among == null ? start % candidates.size() : 0;
    int enough = sampling.enough(candidates.size());
    int asked = 0;
    while (asked < candidates.size() && feasible.size() < enough) {
      int position =
          first + asked < candidates.size() ? first + asked : first + asked - candidates.size();
      NodeInfo node = candidates.get(position);
      Verdict verdict = test(prepared, node, rejectedBy);
      if (verdict instanceof Verdict.Fits) {
        feasible.add(node);
      }
      verdicts[position] = verdict;
      asked++;
    }
    if (among == null) {
      start = (first + asked) % candidates.size();
    }
    if (feasible.isEmpty()) {
      rejectedBy.addAll(narrowing);
      Verdict absent = Verdict.unresolvable(filteredOut(narrowing));
      return new Decision.Unfit(
          new Diagnosis(
              snapshot.size(),
              candidates,
              List.of(verdicts),
              absent,
              Verdict.FITS,
              rejectedBy,
              ""));
    }
    NodeInfo best = feasible.size() == 1 ? feasible.getFirst() : best(pod, snapshot, feasible);
    return new Decision.Placed(best.name(), asked, feasible.size());
  }

  /** The verdict of every filter on one Node: for explanations and what-if questions. */
  public Verdict check(PodInfo pod, ClusterSnapshot snapshot, NodeInfo node) {
    for (FilterPlugin plugin : filters) {
      Verdict verdict =
          switch (plugin.prepare(pod, snapshot)) {
            case Preparation.Skip skip -> Verdict.FITS;
            case Preparation.Rejected(Verdict rejected) -> rejected;
            case Preparation.Each(NodeFilter filter) -> filter.test(node);
            case Preparation.Among(Set<String> nodes, NodeFilter filter) ->
                nodes.contains(node.name())
                    ? filter.test(node)
                    : Verdict.unresolvable(filteredOut(Set.of(plugin.name())));
          };
      if (!(verdict instanceof Verdict.Fits)) {
        return verdict;
      }
    }
    return Verdict.FITS;
  }

  private static Verdict test(List<Prepared> filters, NodeInfo node, Set<String> rejectedBy) {
    for (int i = 0; i < filters.size(); i++) {
      Verdict verdict = filters.get(i).filter().test(node);
      if (!(verdict instanceof Verdict.Fits)) {
        rejectedBy.add(filters.get(i).plugin().name());
        return verdict;
      }
    }
    return Verdict.FITS;
  }

  private NodeInfo best(PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
    long[] totals = new long[feasible.size()];
    long[] scores = new long[feasible.size()];
    for (int p = 0; p < weights.length; p++) {
      Optional<NodeScorer> prepared = scorers.get(p).prepareScore(pod, snapshot, feasible);
      if (prepared.isEmpty()) {
        continue;
      }
      NodeScorer scorer = prepared.get();
      for (int i = 0; i < scores.length; i++) {
        scores[i] = scorer.score(feasible.get(i));
      }
      scorer.normalize(scores);
      for (int i = 0; i < scores.length; i++) {
        if (scores[i] < 0 || scores[i] > NodeScorer.MAX) {
          throw new IllegalStateException(
              "%s scores node %s with %d"
                  .formatted(scorers.get(p).name(), feasible.get(i).name(), scores[i]));
        }
        totals[i] += scores[i] * weights[p];
      }
    }
    return feasible.get(highest(totals));
  }

  /** Among equals each has the same chance (reservoir sampling), so Pods don't pile up. */
  private int highest(long[] totals) {
    int best = 0;
    int equals = 1;
    for (int i = 1; i < totals.length; i++) {
      if (totals[i] > totals[best]) {
        best = i;
        equals = 1;
      } else if (totals[i] == totals[best] && random.nextInt(++equals) == 0) {
        best = i;
      }
    }
    return best;
  }

  private static Decision ruledOut(
      ClusterSnapshot snapshot, Verdict verdict, Set<String> rejectedBy) {
    return new Decision.Unfit(
        new Diagnosis(snapshot.size(), List.of(), List.of(), verdict, verdict, rejectedBy, ""));
  }

  private static List<NodeInfo> present(Set<String> names, ClusterSnapshot snapshot) {
    List<NodeInfo> nodes = new ArrayList<>(names.size());
    String[] sorted = names.toArray(String[]::new);
    Arrays.sort(sorted);
    for (String name : sorted) {
      NodeInfo node = snapshot.node(name);
      if (node != null) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private static String noneLeft(Set<String> plugins) {
    return plugins.size() == 1
        ? "node(s) didn't satisfy plugin " + plugins.iterator().next()
        : "node(s) didn't satisfy plugin(s) " + listed(plugins) + " simultaneously";
  }

  private static String filteredOut(Set<String> plugins) {
    return "node(s) didn't satisfy plugin(s) " + listed(plugins);
  }

  private static String listed(Set<String> plugins) {
    return "[" + String.join(" ", plugins) + "]";
  }
}
