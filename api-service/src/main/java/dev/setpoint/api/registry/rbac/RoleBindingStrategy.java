package dev.setpoint.api.registry.rbac;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** RoleBindings: who has a role in one namespace. */
@Component
final class RoleBindingStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true);
  private static final List<String> ROLE_KINDS = List.of("Role", "ClusterRole");

  private static final TableLayout TABLE =
      BindingColumns.layout(
          TYPE.kind(), "reference a Role in the current namespace or a ClusterRole");

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
  public void setDefaults(ObjectNode binding) {
    BindingRules.setDefaults(binding);
  }

  @Override
  public void validate(ObjectNode binding, FieldErrors errors) {
    BindingRules.validate(binding, ROLE_KINDS, TYPE.namespaced(), errors);
  }

  @Override
  public void validateUpdate(ObjectNode binding, ObjectNode old, FieldErrors errors) {
    // Kubernetes checks a binding twice on update, and tells every cause twice.
    validate(binding, errors);
    validate(binding, errors);
    BindingRules.sameRole(binding, old, errors);
  }

  @Override
  public TableLayout table() {
    return TABLE;
  }
}
