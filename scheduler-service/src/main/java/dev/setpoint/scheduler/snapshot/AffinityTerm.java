package dev.setpoint.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One term of a Pod's affinity to other Pods, made ready to be asked often. */
public final class AffinityTerm {

  private final String topologyKey;
  private final int weight;
  private final Set<String> namespaces;
  private final @Nullable LabelMatcher namespaceSelector;
  private final LabelMatcher selector;
  private final List<Predicate<Map<String, String>>> keyed;

  private AffinityTerm(PodInfo owner, PodAffinityTerm term, int weight) {
    this.topologyKey = term.getTopologyKey();
    this.weight = weight;
    LabelSelector byNamespace = term.getNamespaceSelector();
    this.namespaceSelector = byNamespace == null ? null : LabelMatcher.of(byNamespace);
    this.namespaces =
        term.getNamespaces().isEmpty() && byNamespace == null
            ? Set.of(owner.key().namespace())
            : Set.copyOf(term.getNamespaces());
    this.selector = LabelMatcher.of(term.getLabelSelector());
    this.keyed = keyed(owner.labels().labels(), term);
  }

  /** KEP-3633: keys whose values are those of the Pod that has the term. */
  private static List<Predicate<Map<String, String>>> keyed(
      Map<String, String> own, PodAffinityTerm term) {
    List<Predicate<Map<String, String>>> keyed = new ArrayList<>();
    for (String key : term.getMatchLabelKeys()) {
      if (own.containsKey(key)) {
        keyed.add(LabelMatcher.expression("In", key, List.of(own.getOrDefault(key, ""))));
      }
    }
    for (String key : term.getMismatchLabelKeys()) {
      if (own.containsKey(key)) {
        keyed.add(LabelMatcher.expression("NotIn", key, List.of(own.getOrDefault(key, ""))));
      }
    }
    return keyed;
  }

  static List<AffinityTerm> requiredAffinity(PodInfo pod) {
    return pod.affinity() == null || pod.affinity().getPodAffinity() == null
        ? List.of()
        : required(
            pod,
            pod.affinity().getPodAffinity().getRequiredDuringSchedulingIgnoredDuringExecution());
  }

  static List<AffinityTerm> requiredAntiAffinity(PodInfo pod) {
    return pod.affinity() == null || pod.affinity().getPodAntiAffinity() == null
        ? List.of()
        : required(
            pod,
            pod.affinity()
                .getPodAntiAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution());
  }

  /** Preferences; those of anti-affinity have negative weights. */
  static List<AffinityTerm> preferred(PodInfo pod) {
    List<AffinityTerm> terms = new ArrayList<>();
    if (pod.affinity() != null && pod.affinity().getPodAffinity() != null) {
      for (WeightedPodAffinityTerm term :
          pod.affinity().getPodAffinity().getPreferredDuringSchedulingIgnoredDuringExecution()) {
        terms.add(new AffinityTerm(pod, term.getPodAffinityTerm(), term.getWeight()));
      }
    }
    if (pod.affinity() != null && pod.affinity().getPodAntiAffinity() != null) {
      for (WeightedPodAffinityTerm term :
          pod.affinity()
              .getPodAntiAffinity()
              .getPreferredDuringSchedulingIgnoredDuringExecution()) {
        terms.add(new AffinityTerm(pod, term.getPodAffinityTerm(), -term.getWeight()));
      }
    }
    return terms;
  }

  private static List<AffinityTerm> required(PodInfo pod, List<PodAffinityTerm> terms) {
    return terms.stream().map(term -> new AffinityTerm(pod, term, 1)).toList();
  }

  public String topologyKey() {
    return topologyKey;
  }

  public int weight() {
    return weight;
  }

  public boolean matches(PodLabels pod, ClusterSnapshot snapshot) {
    return inNamespace(pod, snapshot) && matchesLabels(pod.labels());
  }

  /** As {@link #matches}, but open about namespaces that are chosen by label: for hints. */
  public boolean mayMatch(PodLabels pod) {
    return (namespaceSelector != null || namespaces.contains(pod.namespace()))
        && matchesLabels(pod.labels());
  }

  private boolean matchesLabels(Map<String, String> labels) {
    if (!selector.test(labels)) {
      return false;
    }
    for (int i = 0; i < keyed.size(); i++) {
      if (!keyed.get(i).test(labels)) {
        return false;
      }
    }
    return true;
  }

  private boolean inNamespace(PodLabels pod, ClusterSnapshot snapshot) {
    return namespaces.contains(pod.namespace())
        || (namespaceSelector != null
            && namespaceSelector.test(snapshot.namespaceLabels(pod.namespace())));
  }
}
