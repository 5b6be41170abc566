package dev.setpoint.api.rbac;

import static dev.setpoint.api.rbac.RbacKind.GROUP;

import dev.setpoint.api.admission.AdmissionPlugin;
import dev.setpoint.api.admission.AdmissionRequest;
import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.auth.Authorizers;
import dev.setpoint.api.auth.PolicyRule;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Nobody gives away what they do not have (pkg/registry/rbac/.../policybased): a role may grant
 * only what its writer may do, or who may {@code escalate} it; a binding may refer only to such a
 * role, or to one that its writer may {@code bind}.
 */
@Component
final class EscalationCheck implements AdmissionPlugin {

  private static final List<String> ALL = List.of("*");
  private static final List<PolicyRule> EVERYTHING =
      List.of(
          PolicyRule.resources(ALL, ALL, ALL),
          new PolicyRule(ALL, List.of(), List.of(), List.of(), ALL));

  private final ObjectProvider<Authorizers> authorizers;
  private final RbacAuthorizer rbac;
  private final PolicyIndex policy;

  EscalationCheck(
      ObjectProvider<Authorizers> authorizers, RbacAuthorizer rbac, PolicyIndex policy) {
    this.authorizers = authorizers;
    this.rbac = rbac;
    this.policy = policy;
  }

  @Override
  public String name() {
    return "RBACEscalation";
  }

  /** After whatever changes the object. */
  @Override
  public int order() {
    return 9000;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null
        || request.operation() == Operation.DELETE
        || !request.type().group().equals(GROUP)
        || request.identity().in("system:masters")) {
      return;
    }
    switch (request.type().kind()) {
      case "Role", "ClusterRole" -> role(request, object);
      case "RoleBinding", "ClusterRoleBinding" -> binding(request, object);
      default -> {}
    }
  }

  private void role(AdmissionRequest request, ObjectNode role) {
    if (isSame(role, request.old(), "rules", "aggregationRule")
        || may("escalate", request, request.type().plural(), nameOf(request, role))) {
      return;
    }
    confirm(request, role, PolicyRules.of(role));
    if (Trees.has(role, "aggregationRule")
        && !RuleCover.missing(held(request), EVERYTHING).isEmpty()) {
      throw ApiException.forbidden(
          request.type(),
          nameOf(request, role),
          "must have cluster-admin privileges to use the aggregationRule");
    }
  }

  private void binding(AdmissionRequest request, ObjectNode binding) {
    String kind = Trees.text(binding, "roleRef", "kind");
    String role = Trees.text(binding, "roleRef", "name");
    boolean clusterRole = kind.equals("ClusterRole");
    if (isSame(binding, request.old(), "roleRef", "subjects")
        || may("bind", request, clusterRole ? "clusterroles" : "roles", role)) {
      return;
    }
    if (!clusterRole && !kind.equals("Role")) {
      return; // what it is bound to is not valid, as validation will say
    }
    List<PolicyRule> rules = policy.rules(clusterRole, request.key().namespace(), role);
    if (rules == null) {
      String resource = clusterRole ? "clusterrole" : "role";
      throw new ApiException(
          404,
          StatusReason.NotFound,
          RbacAuthorizer.missing(clusterRole, role),
          new ApiException.Details(GROUP, resource, role, "", List.of(), 0));
    }
    confirm(request, binding, rules);
  }

  private void confirm(AdmissionRequest request, ObjectNode object, List<PolicyRule> rules) {
    List<PolicyRule> missing = RuleCover.missing(held(request), rules);
    if (missing.isEmpty()) {
      return;
    }
    RequestIdentity who = request.identity();
    TreeSet<String> lines = new TreeSet<>();
    RuleCover.compact(missing).forEach(rule -> lines.add(text(rule)));
    throw ApiException.forbidden(
        request.type(),
        nameOf(request, object),
        "user "
            + GoFormat.quote(who.user())
            + " (groups="
            + quoted(who.groups())
            + ") is attempting to grant RBAC permissions not currently held:\n"
            + String.join("\n", lines));
  }

  private List<PolicyRule> held(AdmissionRequest request) {
    return rbac.rules(request.identity(), request.key().namespace());
  }

  private boolean may(String verb, AdmissionRequest request, String plural, String name) {
    return authorizers
        .getObject()
        .allows(
            request.identity(),
            RequestInfo.asked(verb, GROUP, "*", request.key().namespace(), plural, "", name));
  }

  private static boolean isSame(ObjectNode object, @Nullable ObjectNode old, String... fields) {
    if (old == null) {
      return false;
    }
    for (String field : fields) {
      if (!Trees.same(object, old, field)) {
        return false;
      }
    }
    return true;
  }

  private static String nameOf(AdmissionRequest request, ObjectNode object) {
    String name = request.key().name();
    return name.isEmpty() ? Trees.text(object, "metadata", "name") : name;
  }

  static String text(PolicyRule rule) {
    List<String> parts = new ArrayList<>();
    add(parts, "APIGroups", rule.apiGroups());
    add(parts, "Resources", rule.resources());
    add(parts, "NonResourceURLs", rule.nonResourceUrls());
    add(parts, "ResourceNames", rule.resourceNames());
    add(parts, "Verbs", rule.verbs());
    return "{" + String.join(", ", parts) + "}";
  }

  private static void add(List<String> parts, String field, List<String> values) {
    if (!values.isEmpty()) {
      parts.add(field + ":" + quoted(values));
    }
  }

  private static String quoted(List<String> values) {
    return values.stream().map(GoFormat::quote).collect(Collectors.joining(" ", "[", "]"));
  }
}
