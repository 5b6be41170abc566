package dev.setpoint.controller.statefulset;

import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.controller.statefulset.StatefulPlan.Step;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a StatefulSet does next, as updateStatefulSet in stateful_set_control.go: in order
 * it makes Pods from the first and removes them from the last, one at a time, each when all before
 * it are ready.
 */
final class StatefulPlanner {

  private final StatefulSet set;
  private final String current;
  private final String update;
  private final Instant now;
  private final boolean ordered;
  private final @Nullable Pod[] replicas;
  private final List<Pod> condemned = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private int existing;
  private int ready;
  private int available;
  private int currentReplicas;
  private int updatedReplicas;

  /**
   * @param current the revision that the Pods had before the update, and {@code update} the one
   *     that they are to have
   */
  private StatefulPlanner(
      StatefulSet set, Collection<Pod> pods, String current, String update, Instant now) {
    this.set = set;
    this.current = current;
    this.update = update;
    this.now = now;
    this.ordered = Sets.isOrdered(set);
    this.replicas = new Pod[Sets.replicas(set)];
    for (Pod pod : pods) {
      int ordinal = Sets.ordinal(set, pod);
      if (ordinal >= Sets.start(set) && ordinal < Sets.end(set)) {
        replicas[ordinal - Sets.start(set)] = pod;
      } else if (ordinal != Sets.NOT_A_MEMBER) {
        condemned.add(pod);
      }
      count(pod);
    }
    condemned.sort(Comparator.comparingInt((Pod pod) -> Sets.ordinal(set, pod)).reversed());
  }

  static StatefulPlan of(
      StatefulSet set, Collection<Pod> pods, String current, String update, Instant now) {
    return new StatefulPlanner(set, pods, current, update, now).plan();
  }

  private void count(Pod pod) {
    existing++;
    if (Sets.isRunningAndReady(pod)) {
      ready++;
      available += Sets.isAvailable(set, pod, now) ? 1 : 0;
    }
    if (!Owners.isDeleting(pod)) {
      adjust(Sets.revision(pod), 1);
    }
  }

  private void adjust(String revision, int by) {
    currentReplicas += revision.equals(current) ? by : 0;
    updatedReplicas += revision.equals(update) ? by : 0;
  }

  private StatefulPlan plan() {
    if (!Owners.isDeleting(set) && grow() && shrink() && Sets.isRolling(set)) {
      roll();
    }
    return new StatefulPlan(steps, status());
  }

  /** Whether all that there are to be are there, so that others may go. */
  private boolean grow() {
    for (int i = 0; i < replicas.length; i++) {
      Pod pod = replicas[i];
      if (pod == null) {
        create(i);
        if (ordered) {
          return false;
        }
        continue;
      }
      if (PodStates.isTerminal(pod)) {
        if (!Owners.isDeleting(pod)) {
          steps.add(new Step.Delete(pod));
        }
        return false; // it is made anew when it is gone
      }
      if (ordered && (Owners.isDeleting(pod) || !Sets.isAvailable(set, pod, now))) {
        steps.add(new Step.Mend(pod));
        return false;
      }
      steps.add(new Step.Mend(pod));
    }
    return true;
  }

  private void create(int index) {
    boolean updated = !isOfCurrentRevision(index);
    steps.add(new Step.Create(Sets.start(set) + index, updated));
    existing++;
    adjust(updated ? update : current, 1);
  }

  private boolean isOfCurrentRevision(int index) {
    if (!Sets.isRolling(set)) {
      return false;
    }
    Integer partition = Sets.partition(set);
    int first = set.getStatus() == null ? 0 : Sets.number(set.getStatus().getCurrentReplicas(), 0);
    return index < (partition == null ? first : partition);
  }

  private boolean shrink() {
    Pod firstUnhealthy = firstUnhealthy();
    condemned.forEach(pod -> steps.add(new Step.Mend(pod))); // its claims may be to go with it
    for (Pod pod : condemned) {
      if (Owners.isDeleting(pod)) {
        if (ordered) {
          return false;
        }
        continue;
      }
      if (ordered && !Sets.isAvailable(set, pod, now) && !pod.equals(firstUnhealthy)) {
        return false;
      }
      steps.add(new Step.Delete(pod));
      adjust(Sets.revision(pod), -1);
      if (ordered) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Pod firstUnhealthy() {
    for (Pod pod : replicas) {
      if (pod != null && !Sets.isHealthy(pod)) {
        return pod;
      }
    }
    Pod lowest = null;
    for (Pod pod : condemned) { // from the last to the first
      lowest = Sets.isHealthy(pod) ? lowest : pod;
    }
    return lowest;
  }

  /** From the last to the first, each when those behind it are well again. */
  private void roll() {
    Integer partition = Sets.partition(set);
    int least = partition == null ? 0 : partition;
    for (int i = replicas.length - 1; i >= least; i--) {
      Pod pod = replicas[i];
      if (pod == null) {
        return;
      }
      if (!Sets.revision(pod).equals(update) && !Owners.isDeleting(pod)) {
        steps.add(new Step.Delete(pod));
        adjust(Sets.revision(pod), -1);
        return;
      }
      if (!Sets.isHealthy(pod)) {
        return;
      }
    }
  }

  private StatefulSetStatus status() {
    StatefulSetStatus before = set.getStatus() == null ? new StatefulSetStatus() : set.getStatus();
    boolean rolledOut =
        Sets.isRolling(set)
            && updatedReplicas == replicas.length
            && ready == replicas.length
            && existing == replicas.length;
    return new StatefulSetStatusBuilder(before)
        .withObservedGeneration(set.getMetadata().getGeneration())
        .withReplicas(existing)
        .withReadyReplicas(orNull(ready))
        .withAvailableReplicas(available)
        .withCurrentRevision(rolledOut ? update : current)
        .withUpdateRevision(update)
        .withCurrentReplicas(orNull(rolledOut ? updatedReplicas : currentReplicas))
        .withUpdatedReplicas(orNull(updatedReplicas))
        .build();
  }

  private static @Nullable Integer orNull(int number) {
    return number == 0 ? null : number;
  }
}
