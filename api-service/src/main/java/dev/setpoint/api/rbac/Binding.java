package dev.setpoint.api.rbac;

import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Trees;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A role given to subjects.
 *
 * @param namespace empty for a ClusterRoleBinding
 * @param clusterRole whether the role is a ClusterRole
 */
record Binding(
    String name, String namespace, boolean clusterRole, String role, List<Subject> subjects) {

  /** Whom a role is given to. */
  record Subject(String kind, String namespace, String name) {

    private static final String SERVICE_ACCOUNT = "ServiceAccount";

    boolean isGroup() {
      return kind.equals("Group");
    }

    /** The user or group that authentication would tell. */
    String identity() {
      return kind.equals(SERVICE_ACCOUNT)
          ? "system:serviceaccount:" + namespace + ":" + name
          : name;
    }

    @Override
    public String toString() {
      return kind
          + " "
          + GoFormat.quote(kind.equals(SERVICE_ACCOUNT) ? name + "/" + namespace : name);
    }
  }

  static Binding of(ObjectNode tree) {
    String namespace = Trees.text(tree, "metadata", "namespace");
    List<Subject> subjects = new ArrayList<>();
    for (JsonNode subject : tree.path("subjects")) {
      String given = Trees.text(subject, "namespace");
      subjects.add(
          new Subject(
              Trees.text(subject, "kind"),
              given.isEmpty() ? namespace : given,
              Trees.text(subject, "name")));
    }
    return new Binding(
        Trees.text(tree, "metadata", "name"),
        namespace,
        Trees.text(tree, "roleRef", "kind").equals("ClusterRole"),
        Trees.text(tree, "roleRef", "name"),
        List.copyOf(subjects));
  }

  /** In the words of a review's reason. */
  String describe(Subject subject) {
    String own =
        namespace.isEmpty()
            ? "ClusterRoleBinding " + GoFormat.quote(name)
            : "RoleBinding " + GoFormat.quote(name + "/" + namespace);
    return own
        + " of "
        + (clusterRole ? "ClusterRole " : "Role ")
        + GoFormat.quote(role)
        + " to "
        + subject;
  }
}
