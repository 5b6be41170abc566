package dev.setpoint.api.registry.rbac;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.TableLayout;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** ClusterRoles: what may be done in every namespace and outside of them. */
@Component
final class ClusterRoleStrategy extends RbacStrategy {

  ClusterRoleStrategy() {
    super("clusterroles", "ClusterRole", false);
  }

  @Override
  public void validate(ObjectNode role, FieldErrors errors) {
    RoleRules.rules(role, false, errors);
    RoleRules.aggregation(role, errors);
  }

  @Override
  public TableLayout table() {
    return TableLayout.NAME_AND_CREATED_AT;
  }
}
