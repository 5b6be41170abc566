package dev.setpoint.api.registry;

import java.util.LinkedHashMap;
import java.util.Map;

/** The priority classes that every cluster has. */
public final class SystemPriorities {

  /** What a class of the system is. */
  public record SystemClass(int value, String description) {}

  private static final Map<String, SystemClass> CLASSES = new LinkedHashMap<>();

  static {
    CLASSES.put(
        "system-node-critical",
        new SystemClass(
            2_000_001_000,
            "Used for system critical pods that must not be moved from their current node."));
    CLASSES.put(
        "system-cluster-critical",
        new SystemClass(
            2_000_000_000,
            "Used for system critical pods that must run in the cluster, but can be moved to"
                + " another node if necessary."));
  }

  private SystemPriorities() {}

  public static Map<String, SystemClass> all() {
    return Map.copyOf(CLASSES);
  }

  /** Why a class may not have the name it has; empty for one of the system's as it should be. */
  public static String problem(String name, int value, boolean globalDefault) {
    SystemClass known = CLASSES.get(name);
    if (known == null) {
      return name + " is not a known system priority class";
    }
    if (value != known.value()) {
      return "value of " + name + " PriorityClass must be " + known.value();
    }
    return globalDefault ? "globalDefault of " + name + " PriorityClass must be false" : "";
  }
}
