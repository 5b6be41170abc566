package dev.setpoint.common.quota;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.Quantity;
import dev.setpoint.common.resource.ResourceType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How quotas count the objects of one resource (k8s.io/kubernetes/pkg/quota/v1/evaluator). */
public interface QuotaUsage {

  Quantity ONE = new Quantity(BigDecimal.ONE, Quantity.Notation.DECIMAL);

  /** Resources that quotas never count. */
  Set<String> NOT_COUNTED = Set.of("events", "events.events.k8s.io");

  /** Whether a name that a quota limits is one of those that these objects use. */
  boolean counts(String resource);

  /** What an object uses, by the names that quotas limit. */
  Map<String, Quantity> usage(ObjectNode object);

  /** What an object must say where a quota limits {@code resources}; empty when it does. */
  default String missing(Set<String> resources, ObjectNode object) {
    return "";
  }

  /** Whether a quota's scope holds the object. */
  default boolean inScope(JsonNode scope, ObjectNode object) {
    return false;
  }

  /** Whether a quota with all its scopes holds the object. */
  default boolean holds(JsonNode quotaSpec, ObjectNode object) {
    List<JsonNode> scopes = new ArrayList<>();
    for (JsonNode scope : quotaSpec.path("scopes")) {
      scopes.add(
          KubeJson.TREES
              .createObjectNode()
              .put("scopeName", scope.asString())
              .put("operator", "Exists"));
    }
    quotaSpec.path("scopeSelector").path("matchExpressions").forEach(scopes::add);
    return scopes.stream().allMatch(scope -> inScope(scope, object));
  }

  static QuotaUsage of(ResourceType type) {
    return switch (type.qualifiedName()) {
      case "pods" -> PodUsage.OF_PODS;
      case "services" -> ServiceUsage.OF_SERVICES;
      case "persistentvolumeclaims" -> ClaimUsage.OF_CLAIMS;
      default -> new CountUsage(type);
    };
  }
}
