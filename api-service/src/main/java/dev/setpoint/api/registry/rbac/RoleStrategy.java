package dev.setpoint.api.registry.rbac;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.TableLayout;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Roles: what may be done in one namespace. */
@Component
final class RoleStrategy extends RbacStrategy {

  RoleStrategy() {
    super("roles", "Role", true);
  }

  @Override
  public void validate(ObjectNode role, FieldErrors errors) {
    RoleRules.rules(role, true, errors);
  }

  @Override
  public TableLayout table() {
    return TableLayout.NAME_AND_CREATED_AT;
  }
}
