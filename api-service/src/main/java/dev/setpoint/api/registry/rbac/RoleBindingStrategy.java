package dev.setpoint.api.registry.rbac;

import java.util.List;
import org.springframework.stereotype.Component;

/** RoleBindings: who has a role in one namespace. */
@Component
final class RoleBindingStrategy extends BindingStrategy {

  RoleBindingStrategy() {
    super(
        "rolebindings",
        "RoleBinding",
        true,
        List.of("Role", "ClusterRole"),
        "reference a Role in the current namespace or a ClusterRole");
  }
}
