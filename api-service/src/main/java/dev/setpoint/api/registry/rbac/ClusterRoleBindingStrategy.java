package dev.setpoint.api.registry.rbac;

import java.util.List;
import org.springframework.stereotype.Component;

/** ClusterRoleBindings: who has a role everywhere. */
@Component
final class ClusterRoleBindingStrategy extends BindingStrategy {

  ClusterRoleBindingStrategy() {
    super(
        "clusterrolebindings",
        "ClusterRoleBinding",
        false,
        List.of("ClusterRole"),
        "only reference a ClusterRole");
  }
}
