package dev.setpoint.api.rest;

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

  public ResourceType type() {
    return strategy.type();
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
