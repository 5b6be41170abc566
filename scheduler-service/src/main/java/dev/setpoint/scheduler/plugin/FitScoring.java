package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.framework.NodeScorer;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.snapshot.ResourceVector;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How full a Node should be, as kube-scheduler's scoringStrategy of NodeResourcesFit.
 *
 * @param resources weights by the resource's name
 * @param shape for RequestedToCapacityRatio: scores from 0 to 10 by utilization in percent, rising
 */
public record FitScoring(
    @DefaultValue("LeastAllocated") Strategy strategy,
    @DefaultValue Map<String, Integer> resources,
    @DefaultValue List<Point> shape) {

  private static final Map<String, Integer> CPU_AND_MEMORY =
      Map.of(ResourceVector.CPU, 1, ResourceVector.MEMORY, 1);
  private static final long SCORE_PER_POINT = 10;
  private static final long FULL = 100;

  public static final FitScoring LEAST =
      new FitScoring(Strategy.LeastAllocated, Map.of(), List.of());

  /** By kube-scheduler's names. */
  public enum Strategy {
    LeastAllocated,
    MostAllocated,
    RequestedToCapacityRatio
  }

  public record Point(int utilization, int score) {}

  public FitScoring {
    resources = resources.isEmpty() ? CPU_AND_MEMORY : Map.copyOf(resources);
    shape = List.copyOf(shape);
    for (int weight : resources.values()) {
      require(weight >= 1 && weight <= 100, "weights of resources are from 1 to 100");
    }
    for (int i = 0; i < shape.size(); i++) {
      Point point = shape.get(i);
      require(
          point.utilization() >= 0 && point.utilization() <= 100,
          "utilization is from 0 to 100 percent");
      require(point.score() >= 0 && point.score() <= 10, "scores are from 0 to 10");
      require(
          i == 0 || shape.get(i - 1).utilization() < point.utilization(),
          "utilization rises from point to point");
    }
    require(
        (strategy == Strategy.RequestedToCapacityRatio) != shape.isEmpty(),
        "a shape goes with RequestedToCapacityRatio");
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("scoring of fit: " + rule);
    }
  }

  NodeScorer scorer(PodInfo pod) {
    String[] names = resources.keySet().toArray(String[]::new);
    return node -> score(pod, node, names);
  }

  private long score(PodInfo pod, NodeInfo node, String[] names) {
    long sum = 0;
    long weights = 0;
    for (String name : names) {
      long wanted = amount(pod.nonZeroRequests(), name);
      long capacity = amount(node.allocatable(), name);
      if (capacity == 0 || (wanted == 0 && isExtended(name))) {
        continue;
      }
      int weight = resources.getOrDefault(name, 0);
      long score = score(requested(node, name) + wanted, capacity);
      if (score > 0 || strategy != Strategy.RequestedToCapacityRatio) {
        sum += score * weight;
        weights += weight;
      }
    }
    if (weights == 0) {
      return 0;
    }
    return strategy == Strategy.RequestedToCapacityRatio
        ? Math.round((double) sum / weights)
        : sum / weights;
  }

  private long score(long requested, long capacity) {
    return switch (strategy) {
      case LeastAllocated -> requested > capacity ? 0 : share(capacity - requested, capacity);
      case MostAllocated -> share(Math.min(requested, capacity), capacity);
      case RequestedToCapacityRatio ->
          shaped(requested > capacity ? FULL : share(requested, capacity));
    };
  }

  private static long share(long part, long whole) {
    return (long) ((double) part * NodeScorer.MAX / whole);
  }

  /** The points joined by straight lines. */
  private long shaped(long utilization) {
    for (int i = 0; i < shape.size(); i++) {
      Point point = shape.get(i);
      if (utilization <= point.utilization()) {
        if (i == 0) {
          return point.score() * SCORE_PER_POINT;
        }
        Point before = shape.get(i - 1);
        long from = before.score() * SCORE_PER_POINT;
        long rise = point.score() * SCORE_PER_POINT - from;
        return from
            + rise
                * (utilization - before.utilization())
                / (point.utilization() - before.utilization());
      }
    }
    return shape.getLast().score() * SCORE_PER_POINT;
  }

  private static boolean isExtended(String name) {
    return !name.equals(ResourceVector.CPU)
        && !name.equals(ResourceVector.MEMORY)
        && !name.equals(ResourceVector.EPHEMERAL_STORAGE);
  }

  private static long amount(ResourceVector amounts, String name) {
    return switch (name) {
      case ResourceVector.CPU -> amounts.milliCpu();
      case ResourceVector.MEMORY -> amounts.memory();
      case ResourceVector.EPHEMERAL_STORAGE -> amounts.ephemeralStorage();
      default -> amounts.other(name);
    };
  }

  private static long requested(NodeInfo node, String name) {
    return switch (name) {
      case ResourceVector.CPU -> node.nonZeroMilliCpu();
      case ResourceVector.MEMORY -> node.nonZeroMemory();
      case ResourceVector.EPHEMERAL_STORAGE -> node.requestedEphemeralStorage();
      default -> node.requestedOther(name);
    };
  }
}
