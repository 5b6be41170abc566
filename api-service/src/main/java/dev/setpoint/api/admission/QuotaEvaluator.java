package dev.setpoint.api.admission;

import dev.setpoint.api.schema.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** How quotas count the objects of one resource (k8s.io/kubernetes/pkg/quota/v1/evaluator). */
interface QuotaEvaluator {

  Quantity ONE = new Quantity(BigDecimal.ONE, Quantity.Notation.DECIMAL);

  /** Whether this write may use more. */
  boolean handles(AdmissionRequest request);

  /** Whether a name that a quota limits is one of those that these objects use. */
  boolean counts(String resource);

  /** What an object uses, by the names that quotas limit. */
  Map<String, Quantity> usage(ObjectNode object);

  /** What an object must say where a quota limits {@code resources}; empty when it does. */
  default String missing(Set<String> resources, ObjectNode object) {
    return "";
  }

  /** Whether a quota's scope holds the object. */
  default boolean inScope(ObjectNode scope, ObjectNode object) {
    return false;
  }

  static QuotaEvaluator of(AdmissionRequest request) {
    return switch (request.type().qualifiedName()) {
      case "pods" -> PodQuota.EVALUATOR;
      case "services" -> ServiceQuota.EVALUATOR;
      case "persistentvolumeclaims" -> ClaimQuota.EVALUATOR;
      default -> new CountQuota(request.type());
    };
  }
}
