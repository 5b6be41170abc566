package dev.setpoint.api.pipeline;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;

/**
 * What a write is about.
 *
 * @param key from the URL; the name is empty for a creation that the body or the server names
 * @param subresource empty for the resource itself
 */
public record WriteRequest(
    ResourceStrategy strategy,
    ObjectKey key,
    String subresource,
    WriteOptions options,
    RequestIdentity identity,
    Warnings warnings) {

  /** What the object is kept as. */
  public ResourceType type() {
    return strategy.storedType();
  }

  public boolean dryRun() {
    return options.dryRun();
  }

  public WriteRequest withKey(ObjectKey other) {
    return new WriteRequest(strategy, other, subresource, options, identity, warnings);
  }
}
