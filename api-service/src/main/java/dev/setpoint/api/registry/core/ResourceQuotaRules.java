package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.common.quota.ResourceNames;
import dev.setpoint.common.resource.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of ResourceQuotas (k8s.io/kubernetes/pkg/apis/core/validation). */
final class ResourceQuotaRules {

  private static final List<List<String>> CONFLICTING =
      List.of(List.of("BestEffort", "NotBestEffort"), List.of("Terminating", "NotTerminating"));
  private static final Set<String> SCOPES =
      Set.of(
          "Terminating",
          "NotTerminating",
          "BestEffort",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity");
  private static final Set<String> COMPUTE =
      Set.of("cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory");
  private static final String NOT_APPLICABLE = "unsupported scope applied to resource";

  private ResourceQuotaRules() {}

  static void spec(ObjectNode spec, FieldErrors errors) {
    amounts(spec.path("hard"), "spec.hard", errors);
    Set<String> resources = new TreeSet<>(spec.path("hard").propertyNames());
    scopes(spec, resources, errors);
    ObjectNode selector = object(spec, "scopeSelector");
    if (selector != null) {
      selector(selector, resources, spec, errors);
    }
  }

  static void amounts(JsonNode amounts, String path, FieldErrors errors) {
    for (String name : new TreeSet<>(amounts.propertyNames())) {
      String at = path + "[" + name + "]";
      ResourceRules.name(name, at, errors);
      if (!name.contains("/") && !isQuotaResource(name)) {
        errors.invalid(at, new GoFormat.Verbatim(name), "must be a standard resource for quota");
      }
      ResourceRules.amountOf(name, Quantity.of(amounts.path(name)), at, errors);
    }
  }

  private static boolean isQuotaResource(String name) {
    return (ResourceRules.isStandard(name) && !name.equals("storage"))
        || ResourceNames.isQuotaOfHugePages(name);
  }

  private static GoFormat.Verbatim shownScopes(ObjectNode spec) {
    return GoFormat.strings("core.ResourceQuotaScope", texts(spec, "scopes"));
  }

  private static void scopes(ObjectNode spec, Set<String> resources, FieldErrors errors) {
    List<String> scopes = texts(spec, "scopes");
    String path = "spec.scopes";
    for (String scope : scopes) {
      if (!SCOPES.contains(scope)) {
        errors.invalid(path, shownScopes(spec), "unsupported scope");
      }
      for (String resource : resources) {
        if (isQuotaResource(resource) && !applies(scope, resource)) {
          errors.invalid(path, shownScopes(spec), NOT_APPLICABLE);
        }
      }
    }
    conflicts(scopes, path, spec, errors);
  }

  private static void conflicts(
      List<String> scopes, String path, ObjectNode spec, FieldErrors errors) {
    for (List<String> pair : CONFLICTING) {
      if (scopes.containsAll(pair)) {
        errors.invalid(path, shownScopes(spec), "conflicting scopes");
      }
    }
  }

  private static boolean applies(String scope, String resource) {
    return switch (scope) {
      case "BestEffort" -> resource.equals("pods");
      case "Terminating",
          "NotTerminating",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity" ->
          resource.equals("pods") || COMPUTE.contains(resource);
      default -> true;
    };
  }

  private static void selector(
      ObjectNode selector, Set<String> resources, ObjectNode spec, FieldErrors errors) {
    String path = "spec.scopeSelector.matchExpressions";
    List<ObjectNode> requirements = objects(selector, "matchExpressions");
    for (ObjectNode requirement : requirements) {
      String scope = text(requirement, "scopeName");
      if (!SCOPES.contains(scope)) {
        errors.invalid(path + ".scopeName", scope, "unsupported scope");
      }
      for (String resource : resources) {
        if (isQuotaResource(resource) && !applies(scope, resource)) {
          errors.invalid(path, shownSelector(requirements), NOT_APPLICABLE);
        }
      }
      String operator = text(requirement, "operator");
      boolean plain = SCOPES.contains(scope) && !scope.equals("PriorityClass");
      if (plain && !operator.equals("Exists")) {
        errors.invalid(
            path + ".operator",
            operator,
            "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating,"
                + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                + " ResourceQuotaScopeNotBestEffort or"
                + " ResourceQuotaScopeCrossNamespacePodAffinity");
      }
      operator(requirement, operator, path, errors);
    }
    conflicts(requirements.stream().map(r -> text(r, "scopeName")).toList(), path, spec, errors);
  }

  private static void operator(
      ObjectNode requirement, String operator, String path, FieldErrors errors) {
    List<String> values = texts(requirement, "values");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          errors.required(
              path + ".values",
              "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          errors.invalid(
              path + ".values",
              GoFormat.strings(values),
              "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
        }
      }
      default -> errors.invalid(path + ".operator", operator, "not a valid selector operator");
    }
  }

  private static GoFormat.Verbatim shownSelector(List<ObjectNode> requirements) {
    return new GoFormat.Verbatim(
        requirements.stream()
            .map(
                r ->
                    "core.ScopedResourceSelectorRequirement{ScopeName:"
                        + GoFormat.quote(text(r, "scopeName"))
                        + ", Operator:"
                        + GoFormat.quote(text(r, "operator"))
                        + ", Values:"
                        + GoFormat.strings(texts(r, "values"))
                        + "}")
            .collect(
                Collectors.joining(
                    ", ",
                    "core.ScopeSelector{MatchExpressions:"
                        + "[]core.ScopedResourceSelectorRequirement{",
                    "}}")));
  }

  static void sameScopes(ObjectNode spec, ObjectNode old, FieldErrors errors) {
    if (!new HashSet<>(texts(spec, "scopes")).equals(new HashSet<>(texts(old, "scopes")))) {
      errors.immutable("spec.scopes", shownScopes(spec));
    }
  }
}
