package dev.setpoint.api.registry.rbac;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Roles: what may be done in one namespace. */
@Component
final class RoleStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("rbac.authorization.k8s.io", "v1", "roles", "Role", true);

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> nameProblems(String name, boolean isPrefix) {
    return Names.pathSegment(name, isPrefix);
  }

  @Override
  public boolean allowCreateOnUpdate() {
    return true;
  }

  @Override
  public void validate(ObjectNode role, FieldErrors errors) {
    RoleRules.rules(role, true, errors);
  }

  @Override
  public void validateUpdate(ObjectNode role, ObjectNode old, FieldErrors errors) {
    // Kubernetes checks a role twice on update, and tells every cause twice.
    validate(role, errors);
    validate(role, errors);
  }

  @Override
  public TableLayout table() {
    return TableLayout.NAME_AND_CREATED_AT;
  }
}
