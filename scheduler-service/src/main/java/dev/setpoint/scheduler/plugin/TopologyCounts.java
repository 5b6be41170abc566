package dev.setpoint.scheduler.plugin;

import dev.setpoint.scheduler.snapshot.NodeInfo;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers by topology domain, that is by a Node label and its value. */
final class TopologyCounts {

  private final Map<String, Map<String, Long>> byKey = new HashMap<>();

  /** Adds to the domain the Node is in; an unknown Node, or one without the label, is in none. */
  void add(String key, @Nullable NodeInfo node, long amount) {
    String domain = node == null ? null : node.labels().get(key);
    if (domain != null) {
      byKey.computeIfAbsent(key, k -> new HashMap<>()).merge(domain, amount, Long::sum);
    }
  }

  /** Whether every number is zero. */
  boolean isEmpty() {
    for (Map<String, Long> domains : byKey.values()) {
      for (long number : domains.values()) {
        if (number != 0) {
          return false;
        }
      }
    }
    return true;
  }

  long of(String key, NodeInfo node) {
    Map<String, Long> domains = byKey.get(key);
    String domain = node.labels().get(key);
    return domains == null || domain == null ? 0 : domains.getOrDefault(domain, 0L);
  }

  /** Whether the Node is in any domain with a number above zero. */
  boolean any(NodeInfo node) {
    for (String key : byKey.keySet()) {
      if (of(key, node) > 0) {
        return true;
      }
    }
    return false;
  }

  long sum(NodeInfo node) {
    long sum = 0;
    for (String key : byKey.keySet()) {
      sum += of(key, node);
    }
    return sum;
  }
}
