package dev.setpoint.api.rbac;

import dev.setpoint.api.auth.PolicyRule;
import java.util.List;

/** What the default role {@code system:node} grants, for those who grant it without a binding. */
public final class NodeRules {

  private NodeRules() {}

  public static List<PolicyRule> read() {
    return DefaultPolicy.read().stream()
        .filter(i -> i.kind() == RbacKind.CLUSTER_ROLE && i.key().name().equals("system:node"))
        .flatMap(item -> PolicyRules.of(item.tree()).stream())
        .toList();
  }
}
