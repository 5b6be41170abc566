package dev.setpoint.api.registry.coordination;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.common.resource.ResourceType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Leases: who holds a lock, and until when. */
@Component
final class LeaseStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("coordination.k8s.io", "v1", "leases", "Lease", true);

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {}

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
}
