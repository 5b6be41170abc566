package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.Document;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** One request to a resource, with what its path and query say, and where its answer goes. */
public record Exchange(
    HttpServletRequest request,
    HttpServletResponse response,
    RequestInfo info,
    Query query,
    ResourceStrategy strategy) {

  /** Where the audit log finds the annotations that a request got. */
  public static final String AUDIT_ANNOTATIONS = "dev.setpoint.api.rest.AuditAnnotations";

  /** To collect what is said beside the answer. */
  public Warnings warnings() {
    Warnings warnings = new Warnings();
    request.setAttribute(AUDIT_ANNOTATIONS, warnings.auditAnnotations());
    return warnings;
  }

  /** What the objects are kept as. */
  public ResourceType type() {
    return strategy.storedType();
  }

  /** What the objects are shown as. */
  public ResourceType served() {
    return strategy.type();
  }

  /** A kept object as this path shows it; a Status stays what it is. */
  public Document shown(Document document) {
    if (strategy.storedType().equals(strategy.type())
        || document.tree().path("kind").asString("").equals("Status")) {
      return document;
    }
    return Document.of(strategy.fromStored(document.tree().deepCopy()));
  }

  /** The namespace that the path names; empty for cluster-scoped kinds and for all namespaces. */
  public String namespace() {
    return type().namespaced() ? info.namespace() : "";
  }

  public String name() {
    return info.name();
  }

  public ObjectKey key() {
    return new ObjectKey(namespace(), info.name());
  }
}
