package dev.setpoint.api.registry;

import tools.jackson.databind.node.ObjectNode;

/** What a write may change that goes through a subresource which is the object itself. */
public interface SubresourceRules {

  /** Restores everything that is written through other paths. */
  void prepare(ObjectNode object, ObjectNode old);

  void validate(ObjectNode object, ObjectNode old, FieldErrors errors);
}
