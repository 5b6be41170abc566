package dev.setpoint.scheduler.simulation;

import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Decision;
import dev.setpoint.scheduler.framework.Diagnosis;
import dev.setpoint.scheduler.framework.Trial;
import dev.setpoint.scheduler.preemption.Budgets;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Takes Nodes away and adds Pods, on a copy: Pods of the Nodes that go are placed anew, the
 * important first, and after them the Pods that are asked about, in their order.
 */
public final class Simulator {

  private final Decider decider;

  public Simulator(Decider decider) {
    this.decider = decider;
  }

  /**
   * @param from the Node that the Pod loses; empty for a new one
   * @param node where it would go; empty for nowhere
   * @param message why nowhere; empty if it goes somewhere
   */
  public record Placement(
      String namespace, String name, String from, String node, String message) {}

  /**
   * @param placements of the Pods that are asked about
   * @param displaced Pods whose Node goes
   * @param violatedBudgets {@code namespace/name} of the PodDisruptionBudgets that this breaks
   * @param unknownNodes names to remove that no Node has
   */
  public record Outcome(
      List<Placement> placements,
      List<Placement> displaced,
      List<String> violatedBudgets,
      List<String> unknownNodes) {}

  public Outcome run(
      ClusterSnapshot live, List<PodInfo> pods, Set<String> removed, Budgets budgets) {
    List<PodInfo> losing = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String name : removed) {
      NodeInfo node = live.node(name);
      if (node == null) {
        unknown.add(name);
      } else {
        node.pods().stream().filter(pod -> !staysWithItsNode(pod)).forEach(losing::add);
      }
    }
    losing.sort(
        Comparator.comparingInt(PodInfo::priority)
            .reversed()
            .thenComparing(pod -> pod.key().toString()));
    Trial trial = new Trial(decider, removed.isEmpty() ? live : live.without(removed));
    List<Placement> displaced = new ArrayList<>();
    for (PodInfo pod : losing) {
      displaced.add(place(trial, unbound(pod), pod.pod().getSpec().getNodeName()));
    }
    List<Placement> placements = new ArrayList<>();
    for (PodInfo pod : pods) {
      placements.add(place(trial, pod, ""));
    }
    return new Outcome(placements, displaced, budgets.broken(losing), unknown);
  }

  /** Pods of DaemonSets and of the Node itself are not replaced elsewhere. */
  private static boolean staysWithItsNode(PodInfo pod) {
    return pod.terminating()
        || pod.metadata().getOwnerReferences().stream()
            .anyMatch(
                owner ->
                    Boolean.TRUE.equals(owner.getController())
                        && ("DaemonSet".equals(owner.getKind()) || "Node".equals(owner.getKind())));
  }

  private static PodInfo unbound(PodInfo pod) {
    Pod waiting = new PodBuilder(pod.pod()).editSpec().withNodeName(null).endSpec().build();
    return PodInfo.of(waiting);
  }

  private static Placement place(Trial trial, PodInfo pod, String from) {
    String namespace = pod.key().namespace();
    String name = pod.key().name();
    return switch (trial.place(pod)) {
      case Decision.Placed placed -> new Placement(namespace, name, from, placed.node(), "");
      case Decision.Unfit(Diagnosis diagnosis) ->
          new Placement(namespace, name, from, "", diagnosis.message());
    };
  }

  /** So many Pods like one, named and told apart. */
  static List<PodInfo> copies(Pod pod, int count) {
    List<PodInfo> copies = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = pod.getMetadata().getName() + (count == 1 ? "" : "-" + i);
      copies.add(
          PodInfo.of(
              new PodBuilder(pod)
                  .editMetadata()
                  .withName(name)
                  .withUid("simulated-" + name + "-" + i)
                  .endMetadata()
                  .build()));
    }
    return copies;
  }
}
