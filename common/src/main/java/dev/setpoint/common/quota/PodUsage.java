package dev.setpoint.common.quota;

import dev.setpoint.common.pod.QosClass;
import dev.setpoint.common.resource.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Counts Pods and what they ask for. */
enum PodUsage implements QuotaUsage {
  OF_PODS;

  private static final List<String> COMPUTE = List.of("cpu", "memory", "ephemeral-storage");
  private static final Set<String> NAMES =
      Set.of(
          "count/pods",
          "pods",
          "cpu",
          "memory",
          "ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage");

  /** What every container must say itself where a quota limits it. */
  private static final Set<String> EXPLICIT =
      Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

  @Override
  public boolean counts(String resource) {
    return NAMES.contains(resource)
        || ResourceNames.isQuotaOfHugePages(resource)
        || (resource.startsWith("requests.")
            && ResourceNames.isExtended(resource.substring("requests.".length())));
  }

  @Override
  public Map<String, Quantity> usage(ObjectNode pod) {
    Map<String, Quantity> usage = new TreeMap<>();
    String phase = pod.path("status").path("phase").asString("");
    if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
      usage.putAll(
          named(
              PodAmounts.withOverhead(pod.path("spec"), "requests"),
              PodAmounts.withOverhead(pod.path("spec"), "limits")));
      usage.put("pods", ONE);
    }
    // What is stored counts even when it has ended.
    usage.put("count/pods", ONE);
    return usage;
  }

  private static Map<String, Quantity> named(
      Map<String, Quantity> requests, Map<String, Quantity> limits) {
    Map<String, Quantity> named = new TreeMap<>();
    requests.forEach(
        (name, amount) -> {
          if (COMPUTE.contains(name) || ResourceNames.isQuotaOfHugePages(name)) {
            named.put(name, amount);
            named.put("requests." + name, amount);
          } else if (ResourceNames.isExtended(name)) {
            named.put("requests." + name, amount);
          }
        });
    limits.forEach(
        (name, amount) -> {
          if (COMPUTE.contains(name)) {
            named.put("limits." + name, amount);
          }
        });
    return named;
  }

  @Override
  public String missing(Set<String> resources, ObjectNode pod) {
    Map<String, Set<String>> missing = new TreeMap<>();
    for (ObjectNode container : PodAmounts.containers(pod.path("spec"))) {
      Set<String> said =
          named(PodAmounts.amounts(container, "requests"), PodAmounts.amounts(container, "limits"))
              .keySet();
      for (String resource : resources) {
        if (EXPLICIT.contains(resource) && !said.contains(resource)) {
          missing
              .computeIfAbsent(resource, r -> new TreeSet<>())
              .add(container.path("name").asString(""));
        }
      }
    }
    return missing.isEmpty()
        ? ""
        : missing.entrySet().stream()
            .map(e -> e.getKey() + " for: " + String.join(",", e.getValue()))
            .collect(Collectors.joining("; ", "must specify ", ""));
  }

  @Override
  public boolean inScope(JsonNode scope, ObjectNode pod) {
    return switch (scope.path("scopeName").asString("")) {
      case "Terminating" -> pod.path("spec").has("activeDeadlineSeconds");
      case "NotTerminating" -> !pod.path("spec").has("activeDeadlineSeconds");
      case "BestEffort" -> isBestEffort(pod);
      case "NotBestEffort" -> !isBestEffort(pod);
      case "CrossNamespacePodAffinity" -> crossesNamespaces(pod.path("spec").path("affinity"));
      case "PriorityClass" ->
          hasPriority(scope, pod.path("spec").path("priorityClassName").asString(""));
      default -> false;
    };
  }

  private static boolean isBestEffort(ObjectNode pod) {
    return QosClass.of(pod).equals("BestEffort");
  }

  private static boolean hasPriority(JsonNode scope, String name) {
    List<String> values = scope.path("values").valueStream().map(JsonNode::asString).toList();
    return switch (scope.path("operator").asString("")) {
      case "In" -> !name.isEmpty() && values.contains(name);
      case "NotIn" -> name.isEmpty() || !values.contains(name);
      case "Exists" -> !name.isEmpty();
      case "DoesNotExist" -> name.isEmpty();
      default -> false;
    };
  }

  private static boolean crossesNamespaces(JsonNode affinity) {
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      List<JsonNode> terms = new ArrayList<>();
      affinity
          .path(kind)
          .path("requiredDuringSchedulingIgnoredDuringExecution")
          .forEach(terms::add);
      affinity
          .path(kind)
          .path("preferredDuringSchedulingIgnoredDuringExecution")
          .forEach(weighted -> terms.add(weighted.path("podAffinityTerm")));
      for (JsonNode term : terms) {
        if (!term.path("namespaces").isEmpty() || term.has("namespaceSelector")) {
          return true;
        }
      }
    }
    return false;
  }
}
