package dev.setpoint.api.rbac;

import dev.setpoint.common.resource.ResourceType;

/** The four kinds that policy is made of. */
enum RbacKind {
  CLUSTER_ROLE("clusterroles", "ClusterRole", false),
  ROLE("roles", "Role", true),
  CLUSTER_ROLE_BINDING("clusterrolebindings", "ClusterRoleBinding", false),
  ROLE_BINDING("rolebindings", "RoleBinding", true);

  static final String GROUP = "rbac.authorization.k8s.io";

  private final ResourceType type;

  RbacKind(String plural, String kind, boolean namespaced) {
    this.type = new ResourceType(GROUP, "v1", plural, kind, namespaced);
  }

  ResourceType type() {
    return type;
  }

  boolean isRole() {
    return this == CLUSTER_ROLE || this == ROLE;
  }
}
