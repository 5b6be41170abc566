package dev.setpoint.api.rest;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** A resource that is made when asked for, and can only be read. A bean each. */
public interface ComputedResource {

  ResourceType type();

  /** Throws 404 where there is none. */
  ObjectNode get(ObjectKey key);

  /**
   * In the order of their keys.
   *
   * @param namespace empty for all
   * @param wanted decided by metadata alone
   */
  List<ObjectNode> list(String namespace, Predicate<ObjectNode> wanted);
}
