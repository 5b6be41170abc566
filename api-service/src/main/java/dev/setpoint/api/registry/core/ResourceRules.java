package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.schema.Quantity;
import java.util.List;
import java.util.Set;

/** Names and amounts of resources, in containers and on nodes. */
final class ResourceRules {

  private static final Set<String> STANDARD =
      Set.of("cpu", "memory", "ephemeral-storage", "storage", "pods");
  private static final Set<String> CONTAINER = Set.of("cpu", "memory", "ephemeral-storage");

  private ResourceRules() {}

  /** Resources of Kubernetes' own: unqualified, or in its domain. */
  static boolean isNative(String name) {
    return !name.contains("/") || name.contains("kubernetes.io/");
  }

  static boolean isHugePages(String name) {
    return name.startsWith("hugepages-");
  }

  /** Resources that others advertise, such as {@code example.com/gpu}. */
  static boolean isExtended(String name) {
    return !isNative(name)
        && !name.startsWith("requests.")
        && Names.qualifiedName("requests." + name).isEmpty();
  }

  /** Resources that come in whole numbers. */
  static boolean isWhole(String name) {
    return isExtended(name) || name.equals("pods");
  }

  static void name(String name, String path, FieldErrors errors) {
    List<String> problems = Names.qualifiedName(name);
    errors.invalid(path, name, problems);
    if (problems.isEmpty()
        && !name.contains("/")
        && !STANDARD.contains(name)
        && !isHugePages(name)) {
      errors.invalid(path, name, "must be a standard resource type or fully qualified");
    }
  }

  static void containerName(String name, String path, FieldErrors errors) {
    List<String> problems = Names.qualifiedName(name);
    errors.invalid(path, name, problems);
    if (!problems.isEmpty()) {
      return;
    }
    if (!name.contains("/")) {
      if (!CONTAINER.contains(name) && !isHugePages(name)) {
        errors.invalid(path, name, "must be a standard resource for containers");
      }
    } else if (!isNative(name) && !isExtended(name)) {
      errors.invalid(path, name, "doesn't follow extended resource name standard");
    }
  }

  static void nonNegative(Quantity amount, String path, FieldErrors errors) {
    if (amount.value().signum() < 0) {
      errors.invalid(path, amount.toString(), "must be greater than or equal to 0");
    }
  }
}
