package dev.setpoint.api.rest;

import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;
import java.util.Set;

/** Serves a subresource beyond {@code status}: a bean each, found by type and name. */
public interface SubresourceHandler {

  boolean serves(ResourceType type, String subresource);

  /** HTTP methods; others are answered 405. */
  Set<String> methods();

  /**
   * Answers the request. Runs on a virtual thread; an ApiException thrown before anything is
   * written becomes a Status.
   */
  void handle(Exchange exchange) throws IOException;

  /** Whether the answer may last (a followed log, an exec): no deadline and no in-flight slot. */
  default boolean longRunning(Exchange exchange) {
    return false;
  }
}
