package dev.setpoint.scheduler.framework;

import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Picks a Node for a Pod: filters a sample of the snapshot, scores what is feasible, breaks ties at
 * random. Touches nothing but the snapshot, so it answers what-if questions as well.
 *
 * <p>One thread at a time: the position where the next sample starts moves with each decision.
 * Filtering is sequential, because with prepared filters a Node costs well under a microsecond and
 * handing slices to other threads costs more than it saves.
 */
public final class Decider {

  /** The plugins that decide about the Pods of one schedulerName. */
  private record Profile(
      List<FilterPlugin> filters, List<ScorePlugin> scorers, List<Integer> weights) {

    static Profile of(PluginSet plugins) {
      List<ScorePlugin> scorers =
          plugins.of(ScorePlugin.class).stream().filter(p -> plugins.weight(p) > 0).toList();
      return new Profile(
          plugins.of(FilterPlugin.class), scorers, scorers.stream().map(plugins::weight).toList());
    }
  }

  private final Profile first;
  private final Map<String, Profile> profiles = new HashMap<>();
  private final Extenders extenders;
  private final Sampling sampling;
  private final RandomGenerator random;
  private int start;

  public Decider(PluginSet plugins, Sampling sampling, RandomGenerator random) {
    this(plugins, Map.of(), Extenders.NONE, sampling, random);
  }

  /**
   * @param profiles the plugins for Pods of these schedulerNames; all others have the first ones
   */
  public Decider(
      PluginSet plugins,
      Map<String, PluginSet> profiles,
      Extenders extenders,
      Sampling sampling,
      RandomGenerator random) {
    this.first = Profile.of(plugins);
    profiles.forEach((name, own) -> this.profiles.put(name, Profile.of(own)));
    this.extenders = extenders;
    this.sampling = sampling;
    this.random = random;
  }

  public Decision decide(PodInfo pod, ClusterSnapshot snapshot) {
    if (snapshot.size() == 0) {
      return new Decision.Unfit(
          new Diagnosis(0, List.of(), List.of(), Verdict.FITS, Verdict.FITS, Set.of(), ""));
    }
    NodeInfo promised = promised(pod, snapshot);
    if (promised != null
        && check(pod, snapshot, promised) instanceof Verdict.Fits
        && !extenders.narrow(pod, List.of(promised), (node, verdict) -> {}).isEmpty()) {
      return new Decision.Placed(promised.name(), 1, 1);
    }
    FilterSet prepared = FilterSet.prepare(profile(pod).filters(), pod, snapshot);
    if (prepared.rejection() != null) {
      return ruledOut(snapshot, prepared.rejection(), prepared.narrowing());
    }
    Set<String> among = prepared.among();
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
      Verdict verdict = test(pod, snapshot, prepared, node, rejectedBy);
      if (verdict instanceof Verdict.Fits) {
        feasible.add(node);
      }
      verdicts[position] = verdict;
      asked++;
    }
    if (among == null) {
      start = (first + asked) % candidates.size();
    }
    feasible =
        extenders.narrow(
            pod,
            feasible,
            (node, verdict) -> {
              verdicts[candidates.indexOf(node)] = verdict;
              rejectedBy.add(Extenders.NAME);
            });
    if (feasible.isEmpty()) {
      rejectedBy.addAll(prepared.narrowing());
      return new Decision.Unfit(
          new Diagnosis(
              snapshot.size(),
              candidates,
              List.of(verdicts),
              prepared.elsewhere(),
              Verdict.FITS,
              rejectedBy,
              ""));
    }
    NodeInfo best = feasible.size() == 1 ? feasible.getFirst() : best(pod, snapshot, feasible);
    return new Decision.Placed(best.name(), asked, feasible.size());
  }

  private Profile profile(PodInfo pod) {
    String name = profiles.isEmpty() ? null : pod.pod().getSpec().getSchedulerName();
    return name == null ? first : profiles.getOrDefault(name, first);
  }

  private static @Nullable NodeInfo promised(PodInfo pod, ClusterSnapshot snapshot) {
    String node = snapshot.nominations().nodeOf(pod.uid());
    return node == null ? null : snapshot.node(node);
  }

  /**
   * The verdict of all filters on one Node of the snapshot, also with the Pods on it that were
   * promised its room: for explanations, for preemption and for what-if questions.
   */
  public Verdict check(PodInfo pod, ClusterSnapshot snapshot, NodeInfo node) {
    ClusterSnapshot crowded = snapshot.withNominated(pod, node);
    if (crowded != snapshot) {
      Verdict verdict = checkAsIs(pod, crowded, node.name(), new HashSet<>());
      if (!(verdict instanceof Verdict.Fits)) {
        return verdict;
      }
    }
    return checkAsIs(pod, snapshot, node.name(), new HashSet<>());
  }

  /** A Pod must fit with those that were promised room and, for affinity's sake, without them. */
  private Verdict test(
      PodInfo pod,
      ClusterSnapshot snapshot,
      FilterSet prepared,
      NodeInfo node,
      Set<String> rejectedBy) {
    ClusterSnapshot crowded = snapshot.withNominated(pod, node);
    if (crowded != snapshot) {
      Verdict verdict = checkAsIs(pod, crowded, node.name(), rejectedBy);
      if (!(verdict instanceof Verdict.Fits)) {
        return verdict;
      }
    }
    return prepared.test(node, rejectedBy);
  }

  private Verdict checkAsIs(
      PodInfo pod, ClusterSnapshot snapshot, String name, Set<String> rejectedBy) {
    NodeInfo node = snapshot.node(name);
    return node == null
        ? Verdict.unresolvable("node(s) didn't match the requested node name")
        : FilterSet.prepare(profile(pod).filters(), pod, snapshot).check(node, rejectedBy);
  }

  private NodeInfo best(PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
    long[] totals = new long[feasible.size()];
    long[] scores = new long[feasible.size()];
    List<ScorePlugin> scorers = profile(pod).scorers();
    List<Integer> weights = profile(pod).weights();
    for (int p = 0; p < scorers.size(); p++) {
      int weight = weights.get(p);
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
        totals[i] += scores[i] * weight;
      }
    }
    extenders.score(pod, feasible, totals);
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
}
