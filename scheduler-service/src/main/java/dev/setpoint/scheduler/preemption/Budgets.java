package dev.setpoint.scheduler.preemption;

import dev.setpoint.scheduler.snapshot.LabelMatcher;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many Pods may be evicted, by the PodDisruptionBudgets as they are now. */
public final class Budgets {

  public static final Budgets NONE = of(List.of());

  /**
   * @param disrupted Pods that the API has counted as gone already
   */
  private record Budget(
      String namespace, String name, LabelMatcher selector, int allowed, Set<String> disrupted) {

    boolean covers(PodInfo pod) {
      return namespace.equals(pod.key().namespace())
          && !pod.labels().labels().isEmpty()
          && selector.test(pod.labels().labels())
          && !disrupted.contains(pod.key().name());
    }
  }

  private final List<Budget> budgets;

  private Budgets(List<Budget> budgets) {
    this.budgets = budgets;
  }

  public static Budgets of(Collection<PodDisruptionBudget> all) {
    List<Budget> budgets = new ArrayList<>();
    for (PodDisruptionBudget budget : all) {
      LabelSelector selector = budget.getSpec() == null ? null : budget.getSpec().getSelector();
      if (!selectsNothing(selector)) {
        budgets.add(
            new Budget(
                budget.getMetadata().getNamespace(),
                budget.getMetadata().getName(),
                LabelMatcher.of(selector),
                allowed(budget),
                disrupted(budget)));
      }
    }
    return new Budgets(budgets);
  }

  /** For preemption an empty budget selector selects nothing, as in kube-scheduler. */
  private static boolean selectsNothing(@org.jspecify.annotations.Nullable LabelSelector selector) {
    return selector == null
        || (selector.getMatchExpressions().isEmpty()
            && (selector.getMatchLabels() == null || selector.getMatchLabels().isEmpty()));
  }

  private static int allowed(PodDisruptionBudget budget) {
    Integer allowed =
        budget.getStatus() == null ? null : budget.getStatus().getDisruptionsAllowed();
    return allowed == null ? 0 : allowed;
  }

  private static Set<String> disrupted(PodDisruptionBudget budget) {
    Map<String, String> pods =
        budget.getStatus() == null ? null : budget.getStatus().getDisruptedPods();
    return pods == null ? Set.of() : Set.copyOf(pods.keySet());
  }

  /** Those of the Pods whose eviction, in this order, goes beyond what a budget allows. */
  public Set<PodInfo> violating(List<PodInfo> pods) {
    Set<PodInfo> violating = new HashSet<>();
    int[] left = left();
    for (PodInfo pod : pods) {
      for (int i = 0; i < left.length; i++) {
        if (budgets.get(i).covers(pod) && --left[i] < 0) {
          violating.add(pod);
        }
      }
    }
    return violating;
  }

  /** {@code namespace/name} of the budgets that evicting all these Pods would break. */
  public List<String> broken(Collection<PodInfo> pods) {
    List<String> broken = new ArrayList<>();
    for (Budget budget : budgets) {
      if (pods.stream().filter(budget::covers).count() > budget.allowed()) {
        broken.add(budget.namespace() + "/" + budget.name());
      }
    }
    return broken;
  }

  private int[] left() {
    return budgets.stream().mapToInt(Budget::allowed).toArray();
  }
}
