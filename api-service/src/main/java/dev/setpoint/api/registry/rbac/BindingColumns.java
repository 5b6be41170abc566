package dev.setpoint.api.registry.rbac;

import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.TableLayout;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The table of role bindings, namespaced or not. */
final class BindingColumns {

  private BindingColumns() {}

  /**
   * @param roles what the role may be, in Kubernetes' words
   */
  static TableLayout layout(String kind, String roles) {
    String noun = Character.toLowerCase(kind.charAt(0)) + kind.substring(1);
    return TableLayout.builder()
        .name()
        .column(
            "Role",
            "string",
            "RoleRef can "
                + roles
                + " in the global namespace. If the RoleRef cannot be resolved, the Authorizer must"
                + " return an error.",
            0,
            (b, now) -> text(b, "roleRef", "kind") + "/" + text(b, "roleRef", "name"))
        .age()
        .column(
            "Users",
            "string",
            "Users in the " + noun,
            1,
            (b, now) -> subjects(b, "User", s -> text(s, "name")))
        .column(
            "Groups",
            "string",
            "Groups in the " + noun,
            1,
            (b, now) -> subjects(b, "Group", s -> text(s, "name")))
        .column(
            "ServiceAccounts",
            "string",
            "ServiceAccounts in the " + noun,
            1,
            (b, now) ->
                subjects(b, "ServiceAccount", s -> text(s, "namespace") + "/" + text(s, "name")))
        .build();
  }

  private static String subjects(
      ObjectNode binding, String kind, Function<ObjectNode, String> shown) {
    return objects(binding, "subjects").stream()
        .filter(subject -> text(subject, "kind").equals(kind))
        .map(shown)
        .collect(Collectors.joining(", "));
  }
}
