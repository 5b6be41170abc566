package dev.setpoint.api.rbac;

import dev.setpoint.api.auth.Authorizer;
import dev.setpoint.api.auth.Grant;
import dev.setpoint.api.auth.PolicyRule;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.rbac.BindingSet.Bound;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.rest.RequestInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Grants what the roles bound to a user grant. */
@Component
@Order(20)
public final class RbacAuthorizer implements Authorizer {

  private final PolicyIndex policy;
  private final PolicyReady ready;

  RbacAuthorizer(PolicyIndex policy, PolicyReady ready) {
    this.policy = policy;
    this.ready = ready;
  }

  @Override
  public @Nullable Grant grant(RequestIdentity who, RequestInfo what) {
    ready.await();
    Search search = new Search(what);
    String namespace = what.resource() ? what.namespace() : "";
    return policy.visit(who, namespace, search) ? search : null;
  }

  /** Looks for the first binding whose role allows the request, and is its grant when found. */
  private final class Search implements BindingSet.Visitor, Grant {
    private final RequestInfo what;
    private @Nullable Bound found;

    Search(RequestInfo what) {
      this.what = what;
    }

    @Override
    public boolean enough(Bound bound) {
      List<PolicyRule> rules = policy.rules(bound);
      if (rules == null) {
        return false;
      }
      for (int i = 0; i < rules.size(); i++) {
        if (rules.get(i).allows(what)) {
          found = bound;
          return true;
        }
      }
      return false;
    }

    @Override
    public String reason() {
      Bound bound = found;
      return bound == null ? "" : "RBAC: allowed by " + bound.binding().describe(bound.subject());
    }
  }

  /** Tells of bindings whose roles are missing. */
  @Override
  public String refusal(RequestIdentity who, RequestInfo what) {
    List<String> problems = new ArrayList<>();
    policy.visit(
        who,
        what.resource() ? what.namespace() : "",
        bound -> {
          if (policy.rules(bound) == null) {
            problems.add(missing(bound.binding().clusterRole(), bound.binding().role()));
          }
          return false;
        });
    return switch (problems.size()) {
      case 0 -> "";
      case 1 -> "RBAC: " + problems.getFirst();
      default -> "RBAC: [" + String.join(", ", problems) + "]";
    };
  }

  static String missing(boolean clusterRole, String role) {
    return (clusterRole ? "clusterrole." : "role.")
        + RbacKind.GROUP
        + " "
        + GoFormat.quote(role)
        + " not found";
  }

  @Override
  public List<PolicyRule> rules(RequestIdentity who, String namespace) {
    ready.await();
    List<PolicyRule> all = new ArrayList<>();
    policy.visit(
        who,
        namespace,
        bound -> {
          List<PolicyRule> rules = policy.rules(bound);
          if (rules != null) {
            all.addAll(rules);
          }
          return false;
        });
    return all;
  }
}
