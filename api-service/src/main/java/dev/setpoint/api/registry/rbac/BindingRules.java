package dev.setpoint.api.registry.rbac;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Names;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Defaults and validation of role bindings (k8s.io/kubernetes/pkg/apis/rbac). */
final class BindingRules {

  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<String> SUBJECT_KINDS = List.of("ServiceAccount", "User", "Group");

  private BindingRules() {}

  static void setDefaults(ObjectNode binding) {
    defaultText(child(binding, "roleRef"), "apiGroup", GROUP);
    for (ObjectNode subject : objects(binding, "subjects")) {
      String kind = text(subject, "kind");
      if (kind.equals("User") || kind.equals("Group")) {
        defaultText(subject, "apiGroup", GROUP);
      }
    }
  }

  /**
   * @param roleKinds which kinds of role may be referred to
   */
  static void validate(
      ObjectNode binding, List<String> roleKinds, boolean namespaced, FieldErrors errors) {
    ObjectNode role = child(binding, "roleRef");
    group(text(role, "apiGroup"), GROUP, "roleRef.apiGroup", errors);
    if (!roleKinds.contains(text(role, "kind"))) {
      errors.notSupported("roleRef.kind", text(role, "kind"), roleKinds);
    }
    String name = text(role, "name");
    if (name.isEmpty()) {
      errors.required("roleRef.name", "");
    } else {
      errors.invalid("roleRef.name", name, Names.pathSegment(name, false));
    }
    List<ObjectNode> subjects = objects(binding, "subjects");
    for (int i = 0; i < subjects.size(); i++) {
      subject(subjects.get(i), namespaced, "subjects[" + i + "]", errors);
    }
  }

  /** Who grants a role must have seen it: another role takes another binding. */
  static void sameRole(ObjectNode binding, ObjectNode old, FieldErrors errors) {
    if (!same(binding, old, "roleRef")) {
      ObjectNode role = child(binding, "roleRef");
      errors.invalid(
          "roleRef",
          new GoFormat.Verbatim(
              "rbac.RoleRef{APIGroup:"
                  + GoFormat.quote(text(role, "apiGroup"))
                  + ", Kind:"
                  + GoFormat.quote(text(role, "kind"))
                  + ", Name:"
                  + GoFormat.quote(text(role, "name"))
                  + "}"),
          "cannot change roleRef");
    }
  }

  private static void subject(
      ObjectNode subject, boolean namespaced, String path, FieldErrors errors) {
    String name = text(subject, "name");
    String group = text(subject, "apiGroup");
    if (name.isEmpty()) {
      errors.required(path + ".name", "");
    }
    switch (text(subject, "kind")) {
      case "ServiceAccount" -> {
        if (!name.isEmpty()) {
          errors.invalid(path + ".name", name, Names.subdomain(name));
        }
        group(group, "", path + ".apiGroup", errors);
        if (!namespaced && text(subject, "namespace").isEmpty()) {
          errors.required(path + ".namespace", "");
        }
      }
      case "User", "Group" -> group(group, GROUP, path + ".apiGroup", errors);
      default -> errors.notSupported(path + ".kind", text(subject, "kind"), SUBJECT_KINDS);
    }
  }

  private static void group(String group, String wanted, String path, FieldErrors errors) {
    if (!group.equals(wanted)) {
      errors.notSupported(path, group, List.of(wanted));
    }
  }
}
