package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.registry.core.QosClass;
import dev.setpoint.api.registry.core.ResourceRules;
import dev.setpoint.api.schema.Quantity;
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
enum PodQuota implements QuotaEvaluator {
  EVALUATOR;

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
  public boolean handles(AdmissionRequest request) {
    return request.subresource().equals("resize")
        ? request.operation() == Operation.UPDATE
        : request.operation() == Operation.CREATE;
  }

  @Override
  public boolean counts(String resource) {
    return NAMES.contains(resource)
        || ResourceRules.isQuotaOfHugePages(resource)
        || (resource.startsWith("requests.")
            && ResourceRules.isExtended(resource.substring("requests.".length())));
  }

  @Override
  public Map<String, Quantity> usage(ObjectNode pod) {
    Map<String, Quantity> usage = new TreeMap<>();
    String phase = text(pod, "status", "phase");
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
          if (COMPUTE.contains(name) || ResourceRules.isQuotaOfHugePages(name)) {
            named.put(name, amount);
            named.put("requests." + name, amount);
          } else if (ResourceRules.isExtended(name)) {
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
          missing.computeIfAbsent(resource, r -> new TreeSet<>()).add(text(container, "name"));
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
  public boolean inScope(ObjectNode scope, ObjectNode pod) {
    return switch (text(scope, "scopeName")) {
      case "Terminating" -> has(pod, "spec", "activeDeadlineSeconds");
      case "NotTerminating" -> !has(pod, "spec", "activeDeadlineSeconds");
      case "BestEffort" -> isBestEffort(pod);
      case "NotBestEffort" -> !isBestEffort(pod);
      case "CrossNamespacePodAffinity" -> crossesNamespaces(at(pod, "spec", "affinity"));
      case "PriorityClass" -> hasPriority(scope, text(pod, "spec", "priorityClassName"));
      default -> false;
    };
  }

  private static boolean isBestEffort(ObjectNode pod) {
    return QosClass.of(pod).equals("BestEffort");
  }

  private static boolean hasPriority(ObjectNode scope, String name) {
    List<String> values = texts(scope, "values");
    return switch (text(scope, "operator")) {
      case "In" -> !name.isEmpty() && values.contains(name);
      case "NotIn" -> name.isEmpty() || !values.contains(name);
      case "Exists" -> !name.isEmpty();
      case "DoesNotExist" -> name.isEmpty();
      default -> false;
    };
  }

  private static boolean crossesNamespaces(JsonNode affinity) {
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      List<ObjectNode> terms =
          new ArrayList<>(
              objects(affinity, kind, "requiredDuringSchedulingIgnoredDuringExecution"));
      for (ObjectNode weighted :
          objects(affinity, kind, "preferredDuringSchedulingIgnoredDuringExecution")) {
        if (weighted.path("podAffinityTerm") instanceof ObjectNode term) {
          terms.add(term);
        }
      }
      for (ObjectNode term : terms) {
        if (!term.path("namespaces").isEmpty() || has(term, "namespaceSelector")) {
          return true;
        }
      }
    }
    return false;
  }
}
