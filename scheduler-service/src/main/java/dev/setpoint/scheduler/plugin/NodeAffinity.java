package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.framework.ClusterChange;
import dev.setpoint.scheduler.framework.FilterPlugin;
import dev.setpoint.scheduler.framework.NodeFilter;
import dev.setpoint.scheduler.framework.NodeScorer;
import dev.setpoint.scheduler.framework.ScorePlugin;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeFacts;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Sends Pods where their nodeSelector and node affinity say. */
@Component
public final class NodeAffinity implements FilterPlugin, ScorePlugin {

  private static final Verdict NO_MATCH =
      Verdict.unresolvable("node(s) didn't match Pod's node affinity/selector");

  private static final Verdict CONFLICT = Verdict.unresolvable("pod affinity terms conflict");

  private record Preference(Predicate<NodeFacts> term, int weight) {}

  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public int order() {
    return 40;
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    if (!NodeSelectors.demandsNodes(pod)) {
      return Preparation.SKIP;
    }
    Predicate<NodeFacts> demanded = NodeSelectors.demanded(pod);
    NodeFilter filter = node -> demanded.test(node.facts()) ? Verdict.FITS : NO_MATCH;
    Set<String> names = namedNodes(NodeSelectors.required(pod));
    if (names == null) {
      return Preparation.each(filter);
    }
    return names.isEmpty()
        ? new Preparation.Rejected(CONFLICT)
        : new Preparation.Among(names, filter);
  }

  /**
   * The only Nodes that can match, if each alternative names some (as DaemonSets do): then a large
   * cluster needs no search. Null if any alternative is open.
   */
  private static @Nullable Set<String> namedNodes(@Nullable NodeSelector required) {
    if (required == null || required.getNodeSelectorTerms().isEmpty()) {
      return null;
    }
    Set<String> names = new HashSet<>();
    for (NodeSelectorTerm term : required.getNodeSelectorTerms()) {
      Set<String> ofTerm = null;
      for (NodeSelectorRequirement field : term.getMatchFields()) {
        if ("metadata.name".equals(field.getKey()) && "In".equals(field.getOperator())) {
          ofTerm = ofTerm == null ? new HashSet<>(field.getValues()) : ofTerm;
          ofTerm.retainAll(field.getValues());
        }
      }
      if (ofTerm == null) {
        return null;
      }
      names.addAll(ofTerm);
    }
    return names;
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
    List<Preference> preferences = preferences(pod);
    if (preferences.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new NodeScorer() {
          @Override
          public long score(NodeInfo node) {
            long sum = 0;
            for (int i = 0; i < preferences.size(); i++) {
              if (preferences.get(i).term().test(node.facts())) {
                sum += preferences.get(i).weight();
              }
            }
            return sum;
          }

          @Override
          public void normalize(long[] scores) {
            NodeScorer.scaleToMax(scores, false);
          }
        });
  }

  private static List<Preference> preferences(PodInfo pod) {
    if (pod.affinity() == null || pod.affinity().getNodeAffinity() == null) {
      return List.of();
    }
    List<Preference> preferences = new ArrayList<>();
    for (PreferredSchedulingTerm term :
        pod.affinity().getNodeAffinity().getPreferredDuringSchedulingIgnoredDuringExecution()) {
      if (term.getWeight() != 0 && !NodeSelectors.isEmpty(term.getPreference())) {
        preferences.add(new Preference(NodeSelectors.term(term.getPreference()), term.getWeight()));
      }
    }
    return preferences;
  }

  @Override
  public boolean mayHelp(PodInfo waiting, ClusterChange change) {
    return switch (change) {
      case ClusterChange.NodeAdded added -> NodeSelectors.demanded(waiting).test(added.node());
      case ClusterChange.NodeChanged changed ->
          !changed.before().labels().equals(changed.after().labels())
              && NodeSelectors.demanded(waiting).test(changed.after());
      case ClusterChange.NodeRemoved other -> false;
      case ClusterChange.PodPlaced other -> false;
      case ClusterChange.PodChanged other -> false;
      case ClusterChange.PodGone other -> false;
      case ClusterChange.Indirect other -> false;
    };
  }
}
