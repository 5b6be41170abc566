package dev.setpoint.api.registry.core;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Names;
import dev.setpoint.common.quota.ResourceNames;
import dev.setpoint.common.resource.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Names and amounts of resources, in containers and on nodes. */
public final class ResourceRules {

  /** What nodes have, containers ask for and quotas count. */
  private static final Set<String> STANDARD =
      Set.of(
          "cpu",
          "memory",
          "ephemeral-storage",
          "storage",
          "pods",
          "services",
          "replicationcontrollers",
          "resourcequotas",
          "configmaps",
          "secrets",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers",
          "requests.cpu",
          "requests.memory",
          "requests.storage",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage");

  private static final Set<String> CONTAINER = Set.of("cpu", "memory", "ephemeral-storage");

  private static final Set<String> COUNTS =
      Set.of(
          "pods",
          "services",
          "replicationcontrollers",
          "resourcequotas",
          "configmaps",
          "secrets",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");

  private ResourceRules() {}

  static boolean isStandard(String name) {
    return STANDARD.contains(name);
  }

  /** Resources that others advertise, such as {@code example.com/gpu}. */
  public static boolean isExtended(String name) {
    return ResourceNames.isExtended(name) && Names.qualifiedName("requests." + name).isEmpty();
  }

  /** An amount of a resource that may come in whole numbers only. */
  static void amountOf(String name, Quantity amount, String path, FieldErrors errors) {
    Quantities.nonNegative(amount, path, errors);
    if (isWhole(name) && !amount.isInteger()) {
      errors.invalid(path, Quantities.shown(amount), "must be an integer");
    }
  }

  /** Resources that come in whole numbers. */
  static boolean isWhole(String name) {
    return isExtended(name) || COUNTS.contains(name);
  }

  static void name(String name, String path, FieldErrors errors) {
    // Kubernetes shows the bare name here: its type of names prints itself.
    var shown = new GoFormat.Verbatim(name);
    List<String> problems = Names.qualifiedName(name);
    errors.invalid(path, shown, problems);
    if (problems.isEmpty()
        && !name.contains("/")
        && !STANDARD.contains(name)
        && !ResourceNames.isQuotaOfHugePages(name)) {
      errors.invalid(path, shown, "must be a standard resource type or fully qualified");
    }
  }

  public static void containerName(String name, String path, FieldErrors errors) {
    name(name, path, errors);
    var shown = new GoFormat.Verbatim(name);
    if (!name.contains("/")) {
      if (!CONTAINER.contains(name) && !ResourceNames.isHugePages(name)) {
        errors.invalid(path, shown, "must be a standard resource for containers");
      }
    } else if (!ResourceNames.isNative(name) && !isExtended(name)) {
      errors.invalid(path, shown, "doesn't follow extended resource name standard");
    }
  }

  /** Requests and limits of a container. */
  static void requirements(JsonNode resources, String path, FieldErrors errors) {
    JsonNode limits = resources.path("limits");
    JsonNode requests = resources.path("requests");
    for (String name : new TreeSet<>(limits.propertyNames())) {
      amount(name, limits.path(name), path + ".limits[" + name + "]", errors);
    }
    for (String name : new TreeSet<>(requests.propertyNames())) {
      amount(name, requests.path(name), path + ".requests[" + name + "]", errors);
      withinLimit(name, requests.path(name), limits, path, errors);
    }
    Set<String> all = new HashSet<>(limits.propertyNames());
    all.addAll(requests.propertyNames());
    if (all.stream().anyMatch(ResourceNames::isHugePages)
        && !all.contains("cpu")
        && !all.contains("memory")) {
      errors.forbidden(path, "HugePages require cpu or memory");
    }
  }

  private static void amount(String name, JsonNode node, String path, FieldErrors errors) {
    containerName(name, path, errors);
    amountOf(name, Quantity.of(node), path, errors);
  }

  private static void withinLimit(
      String name, JsonNode request, JsonNode limits, String path, FieldErrors errors) {
    boolean overcommit = ResourceNames.isNative(name) && !ResourceNames.isHugePages(name);
    Quantity asked = Quantity.of(request);
    if (!limits.has(name)) {
      if (!overcommit) {
        errors.required(path + ".limits", "Limit must be set for non overcommitable resources");
      }
      return;
    }
    Quantity limit = Quantity.of(limits.path(name));
    if (!overcommit && asked.compareTo(limit) != 0) {
      errors.invalid(
          path + ".requests", asked.toString(), "must be equal to " + name + " limit of " + limit);
    } else if (asked.compareTo(limit) > 0) {
      errors.invalid(
          path + ".requests",
          asked.toString(),
          "must be less than or equal to " + name + " limit of " + limit);
    }
  }
}
