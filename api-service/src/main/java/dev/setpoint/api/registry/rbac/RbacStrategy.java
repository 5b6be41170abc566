package dev.setpoint.api.registry.rbac;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What roles and bindings have in common: free names, and creation by update. */
abstract class RbacStrategy implements ResourceStrategy {

  private final ResourceType type;

  RbacStrategy(String plural, String kind, boolean namespaced) {
    this.type = new ResourceType("rbac.authorization.k8s.io", "v1", plural, kind, namespaced);
  }

  @Override
  public final ResourceType type() {
    return type;
  }

  @Override
  public List<String> nameProblems(String name, boolean isPrefix) {
    return Names.pathSegment(name, isPrefix);
  }

  @Override
  public boolean allowCreateOnUpdate() {
    return true;
  }

  /** Kubernetes checks these twice on update, and tells every cause twice. */
  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    validate(object, errors);
    validate(object, errors);
  }
}
