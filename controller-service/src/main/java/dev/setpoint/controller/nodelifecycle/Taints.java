package dev.setpoint.controller.nodelifecycle;

import dev.setpoint.common.pod.Tolerations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The taints that follow from a Node's conditions, and who tolerates them. */
final class Taints {

  static final String NOT_READY = "node.kubernetes.io/not-ready";
  static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  static final String NO_SCHEDULE = "NoSchedule";
  static final String NO_EXECUTE = "NoExecute";

  private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
  private static final Map<String, String> BY_CONDITION =
      Map.of(
          "MemoryPressure", "node.kubernetes.io/memory-pressure",
          "DiskPressure", "node.kubernetes.io/disk-pressure",
          "PIDPressure", "node.kubernetes.io/pid-pressure",
          "NetworkUnavailable", "node.kubernetes.io/network-unavailable");

  /** The keys whose NoSchedule taints this controller puts on and takes off. */
  private static final Set<String> MANAGED =
      Set.of(
          NOT_READY,
          UNREACHABLE,
          UNSCHEDULABLE,
          "node.kubernetes.io/memory-pressure",
          "node.kubernetes.io/disk-pressure",
          "node.kubernetes.io/pid-pressure",
          "node.kubernetes.io/network-unavailable");

  private Taints() {}

  static List<Taint> of(Node node) {
    return node.getSpec() == null || node.getSpec().getTaints() == null
        ? List.of()
        : node.getSpec().getTaints();
  }

  /** The key that goes with the Ready condition; null for a Node that is ready. */
  static @Nullable String readinessKey(String ready) {
    return switch (ready) {
      case "True" -> null;
      case "False" -> NOT_READY;
      default -> UNREACHABLE;
    };
  }

  /** All taints with the NoSchedule ones brought in line with the conditions. */
  static List<Taint> scheduling(Node node, Instant now) {
    List<String> wanted = new ArrayList<>();
    NodeHealth.conditions(node)
        .forEach(
            condition -> {
              if (condition.getType().equals("Ready")) {
                String key = readinessKey(condition.getStatus());
                if (key != null) {
                  wanted.add(key);
                }
              } else if (condition.getStatus().equals("True")
                  && BY_CONDITION.containsKey(condition.getType())) {
                wanted.add(BY_CONDITION.get(condition.getType()));
              }
            });
    boolean neverReported =
        NodeHealth.conditions(node).stream().noneMatch(c -> c.getType().equals("Ready"));
    if (neverReported && has(of(node), NOT_READY, NO_SCHEDULE)) {
      wanted.add(NOT_READY); // admission put it there until the Node reports
    }
    if (node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
      wanted.add(UNSCHEDULABLE);
    }
    List<Taint> taints = new ArrayList<>();
    for (Taint taint : of(node)) {
      boolean ours = taint.getEffect().equals(NO_SCHEDULE) && MANAGED.contains(taint.getKey());
      if (!ours || wanted.remove(taint.getKey())) {
        taints.add(taint);
      }
    }
    wanted.forEach(key -> taints.add(make(key, NO_SCHEDULE, now)));
    return taints;
  }

  /** The taints with exactly {@code key} of the two that evict Pods; null for neither. */
  static List<Taint> evicting(List<Taint> before, @Nullable String key, Instant now) {
    List<Taint> taints = new ArrayList<>();
    boolean there = false;
    for (Taint taint : before) {
      boolean ours =
          taint.getEffect().equals(NO_EXECUTE)
              && (taint.getKey().equals(NOT_READY) || taint.getKey().equals(UNREACHABLE));
      if (!ours) {
        taints.add(taint);
      } else if (taint.getKey().equals(key)) {
        taints.add(taint);
        there = true;
      }
    }
    if (key != null && !there) {
      taints.add(make(key, NO_EXECUTE, now));
    }
    return taints;
  }

  static boolean evicts(Node node) {
    return has(of(node), NOT_READY, NO_EXECUTE) || has(of(node), UNREACHABLE, NO_EXECUTE);
  }

  static List<Taint> noExecute(Node node) {
    return of(node).stream().filter(taint -> taint.getEffect().equals(NO_EXECUTE)).toList();
  }

  private static boolean has(List<Taint> taints, String key, String effect) {
    return taints.stream()
        .anyMatch(taint -> taint.getKey().equals(key) && taint.getEffect().equals(effect));
  }

  private static Taint make(String key, String effect, Instant now) {
    return new TaintBuilder()
        .withKey(key)
        .withEffect(effect)
        .withTimeAdded(now.truncatedTo(ChronoUnit.SECONDS).toString())
        .build();
  }

  /**
   * How long a Pod may stay under NoExecute taints: zero where one is not tolerated, empty where
   * all are for ever.
   */
  static Optional<Duration> patience(List<Taint> taints, List<Toleration> tolerations) {
    Optional<Duration> least = Optional.empty();
    for (Taint taint : taints) {
      List<Toleration> fitting =
          tolerations.stream()
              .filter(toleration -> Tolerations.tolerates(toleration, taint))
              .toList();
      if (fitting.isEmpty()) {
        return Optional.of(Duration.ZERO);
      }
      for (Toleration toleration : fitting) {
        if (toleration.getTolerationSeconds() != null) {
          Duration stay = Duration.ofSeconds(Math.max(0, toleration.getTolerationSeconds()));
          least = Optional.of(least.filter(known -> known.compareTo(stay) <= 0).orElse(stay));
        }
      }
    }
    return least;
  }
}
