package dev.setpoint.controller.daemonset;

import dev.setpoint.common.pod.PodStates;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which Nodes get a Pod and which lose one, as manage and rollingUpdate in
 * daemon_controller.go and update.go do.
 */
final class DaemonPlanner {

  private static final Comparator<Pod> RUNNING_THEN_OLDEST =
      Comparator.comparingInt((Pod pod) -> PodStates.phase(pod).equals("Running") ? 0 : 1)
          .thenComparing(pod -> String.valueOf(pod.getMetadata().getCreationTimestamp()))
          .thenComparing(pod -> pod.getMetadata().getName());

  private final DaemonSet set;
  private final String hash;
  private final Instant now;
  private final Predicate<String> backingOff;
  private final Map<String, List<Pod>> byNode = new LinkedHashMap<>();
  private final Map<String, NodeFit> fits = new LinkedHashMap<>();
  private final int desired;
  private final List<String> create = new ArrayList<>();
  private final List<Pod> delete = new ArrayList<>();
  private final List<Pod> ended = new ArrayList<>();

  private DaemonPlanner(
      DaemonSet set,
      Collection<Node> nodes,
      Collection<Pod> pods,
      String hash,
      Instant now,
      Predicate<String> backingOff) {
    this.set = set;
    this.hash = hash;
    this.now = now;
    this.backingOff = backingOff;
    PodSpec spec = set.getSpec().getTemplate().getSpec();
    List<Toleration> tolerations = Daemons.tolerations(spec);
    for (Node node : nodes) {
      fits.put(node.getMetadata().getName(), NodeFit.of(spec, tolerations, node));
    }
    pods.stream()
        .sorted(RUNNING_THEN_OLDEST)
        .forEach(
            pod -> byNode.computeIfAbsent(Daemons.nodeOf(pod), n -> new ArrayList<>()).add(pod));
    this.desired = (int) fits.values().stream().filter(NodeFit::start).count();
  }

  /**
   * @param hash of the current template
   * @param current whether the Pods are all there are: else none is made or removed
   * @param backingOff the Nodes where a Pod that failed stays for now
   */
  static DaemonPlan of(
      DaemonSet set,
      Collection<Node> nodes,
      Collection<Pod> pods,
      String hash,
      boolean current,
      Instant now,
      Predicate<String> backingOff) {
    DaemonPlanner planner = new DaemonPlanner(set, nodes, pods, hash, now, backingOff);
    if (current && !Owners.isDeleting(set)) {
      planner.manage();
      if (planner.create.isEmpty() && planner.delete.isEmpty() && Daemons.isRolling(set)) {
        planner.roll();
      }
    }
    return new DaemonPlan(planner.create, planner.delete, planner.ended, planner.status());
  }

  private List<Pod> on(String node) {
    return byNode.getOrDefault(node, List.of());
  }

  private void manage() {
    fits.forEach(this::manage);
    // Pods that no Node of ours can have: they would wait for the scheduler for ever.
    byNode.forEach(
        (node, pods) -> {
          if (!fits.containsKey(node)) {
            pods.stream()
                .filter(pod -> isEmpty(pod.getSpec().getNodeName()) && !Owners.isDeleting(pod))
                .forEach(delete::add);
          }
        });
  }

  private void manage(String node, NodeFit fit) {
    if (!fit.stay()) {
      on(node).stream().filter(pod -> !Owners.isDeleting(pod)).forEach(delete::add);
      return;
    }
    if (on(node).isEmpty()) {
      if (fit.start()) {
        create.add(node);
      }
      return;
    }
    List<Pod> running = new ArrayList<>();
    for (Pod pod : on(node)) {
      if (Owners.isDeleting(pod)) {
        continue;
      }
      if (PodStates.isTerminal(pod)) {
        if (!Daemons.isFailed(pod) || !backingOff.test(node)) {
          delete.add(pod);
          ended.add(pod);
        }
      } else {
        running.add(pod);
      }
    }
    if (Daemons.maxSurge(set, desired) == 0) {
      if (running.size() > 1) {
        delete.addAll(running.subList(1, running.size()));
      }
      return;
    }
    manageSurge(node, fit, running);
  }

  /** During a surge a Node has one old and one new Pod, until the new one is available. */
  private void manageSurge(String node, NodeFit fit, List<Pod> running) {
    @Nullable Pod old = null;
    @Nullable Pod fresh = null;
    for (Pod pod : running) {
      boolean updated = Daemons.isOf(pod, hash);
      if ((updated ? fresh : old) != null) {
        delete.add(pod); // the second of its kind
      } else if (updated) {
        fresh = pod;
      } else {
        old = pod;
      }
    }
    if (fresh != null && old != null && (isAvailable(fresh) || !isAvailable(old))) {
      delete.add(old);
    } else if (running.isEmpty() && fit.start() && on(node).stream().allMatch(this::isGoingOld)) {
      create.add(node);
    }
  }

  private boolean isGoingOld(Pod pod) {
    return Owners.isDeleting(pod) && !Daemons.isOf(pod, hash);
  }

  private boolean isAvailable(Pod pod) {
    return PodStates.isAvailable(pod, Daemons.minReadySeconds(set), now);
  }

  private void roll() {
    if (Daemons.maxSurge(set, desired) == 0) {
      replace();
    } else {
      surge();
    }
  }

  private @Nullable Pod pod(String node, boolean updated) {
    return on(node).stream()
        .filter(pod -> !Owners.isDeleting(pod) && Daemons.isOf(pod, hash) == updated)
        .findFirst()
        .orElse(null);
  }

  /** Those that have a Pod or are to have one. */
  private List<String> nodes() {
    List<String> nodes = new ArrayList<>();
    fits.forEach(
        (node, fit) -> {
          if (fit.start() || !on(node).isEmpty()) {
            nodes.add(node);
          }
        });
    nodes.sort(Comparator.naturalOrder());
    return nodes;
  }

  /** Old Pods go as far as enough others are available; those that aren't anyway go first. */
  private void replace() {
    int unavailable = 0;
    List<Pod> broken = new ArrayList<>();
    List<Pod> candidates = new ArrayList<>();
    for (String node : nodes()) {
      Pod fresh = pod(node, true);
      Pod old = pod(node, false);
      if ((fresh == null) == (old == null)) {
        unavailable++;
      } else if (fresh != null) {
        unavailable += isAvailable(fresh) ? 0 : 1;
      } else if (old != null) {
        (isAvailable(old) ? candidates : broken).add(old);
      }
    }
    delete.addAll(broken);
    int room = Math.max(0, Daemons.maxUnavailable(set, desired) - unavailable - broken.size());
    delete.addAll(candidates.subList(0, Math.min(room, candidates.size())));
  }

  private void surge() {
    int surging = 0;
    List<String> broken = new ArrayList<>();
    List<String> candidates = new ArrayList<>();
    for (String node : nodes()) {
      Pod fresh = pod(node, true);
      Pod old = pod(node, false);
      if (old == null) {
        continue;
      }
      if (fresh == null) {
        (isAvailable(old) ? candidates : broken).add(node);
      } else if (isAvailable(fresh)) {
        delete.add(old);
      } else {
        surging++;
      }
    }
    create.addAll(broken);
    int room = Math.max(0, Daemons.maxSurge(set, desired) - surging);
    create.addAll(candidates.subList(0, Math.min(room, candidates.size())));
  }

  private DaemonSetStatus status() {
    int scheduled = 0;
    int misscheduled = 0;
    int ready = 0;
    int available = 0;
    int updated = 0;
    for (Map.Entry<String, NodeFit> node : fits.entrySet()) {
      List<Pod> pods = on(node.getKey());
      if (!node.getValue().start()) {
        misscheduled += pods.isEmpty() ? 0 : 1;
      } else if (!pods.isEmpty()) {
        scheduled++;
        Pod first = pods.getFirst();
        ready += PodStates.isReady(first) ? 1 : 0;
        available += isAvailable(first) ? 1 : 0;
        updated += Daemons.isOf(first, hash) ? 1 : 0;
      }
    }
    DaemonSetStatus before = set.getStatus() == null ? new DaemonSetStatus() : set.getStatus();
    return new DaemonSetStatusBuilder(before)
        .withObservedGeneration(set.getMetadata().getGeneration())
        .withDesiredNumberScheduled(desired)
        .withCurrentNumberScheduled(scheduled)
        .withNumberMisscheduled(misscheduled)
        .withNumberReady(ready)
        .withUpdatedNumberScheduled(orNull(updated))
        .withNumberAvailable(orNull(available))
        .withNumberUnavailable(orNull(desired - available))
        .build();
  }

  private static @Nullable Integer orNull(int number) {
    return number == 0 ? null : number;
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }
}
