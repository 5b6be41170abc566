package dev.setpoint.api.rbac;

import dev.setpoint.api.auth.PolicyRule;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.rbac.BindingSet.Bound;
import dev.setpoint.common.resource.ObjectKey;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * All roles and bindings, for reading without a lock on every request. Writers of one kind must
 * take turns.
 */
@Component
public final class PolicyIndex {

  private final Map<String, List<PolicyRule>> clusterRoles = new ConcurrentHashMap<>();
  private final Map<ObjectKey, List<PolicyRule>> roles = new ConcurrentHashMap<>();
  private final BindingSet cluster = new BindingSet();
  private final Map<String, BindingSet> namespaces = new ConcurrentHashMap<>();

  /** What each binding was when it was added, so that it can be taken out again. */
  private final Map<RbacKind, Map<ObjectKey, Binding>> bindings = new EnumMap<>(RbacKind.class);

  PolicyIndex() {
    bindings.put(RbacKind.CLUSTER_ROLE_BINDING, new ConcurrentHashMap<>());
    bindings.put(RbacKind.ROLE_BINDING, new ConcurrentHashMap<>());
  }

  void put(RbacKind kind, ObjectKey key, ObjectNode tree) {
    switch (kind) {
      case CLUSTER_ROLE -> clusterRoles.put(key.name(), PolicyRules.of(tree));
      case ROLE -> roles.put(key, PolicyRules.of(tree));
      case CLUSTER_ROLE_BINDING, ROLE_BINDING -> {
        Binding now = Binding.of(tree);
        BindingSet scope = scope(kind, key);
        // The new one first, so that nobody loses a right that stays.
        scope.add(now);
        Binding before = known(kind).put(key, now);
        if (before != null) {
          scope.remove(before);
        }
      }
    }
  }

  void remove(RbacKind kind, ObjectKey key) {
    switch (kind) {
      case CLUSTER_ROLE -> clusterRoles.remove(key.name());
      case ROLE -> roles.remove(key);
      case CLUSTER_ROLE_BINDING, ROLE_BINDING -> {
        Binding before = known(kind).remove(key);
        if (before != null) {
          scope(kind, key).remove(before);
        }
      }
    }
  }

  /** Takes out what is not among these. */
  void retain(RbacKind kind, Set<ObjectKey> keys) {
    Set<ObjectKey> held =
        switch (kind) {
          case CLUSTER_ROLE ->
              clusterRoles.keySet().stream()
                  .map(name -> new ObjectKey("", name))
                  .collect(java.util.stream.Collectors.toSet());
          case ROLE -> Set.copyOf(roles.keySet());
          case CLUSTER_ROLE_BINDING, ROLE_BINDING -> Set.copyOf(known(kind).keySet());
        };
    held.stream().filter(key -> !keys.contains(key)).forEach(key -> remove(kind, key));
  }

  private Map<ObjectKey, Binding> known(RbacKind kind) {
    return java.util.Objects.requireNonNull(bindings.get(kind));
  }

  private BindingSet scope(RbacKind kind, ObjectKey key) {
    return kind == RbacKind.CLUSTER_ROLE_BINDING
        ? cluster
        : namespaces.computeIfAbsent(key.namespace(), n -> new BindingSet());
  }

  /** Visits what is bound to a user everywhere, then in the namespace; true when it had enough. */
  boolean visit(RequestIdentity who, String namespace, BindingSet.Visitor visitor) {
    if (cluster.visit(who, visitor)) {
      return true;
    }
    BindingSet scope = namespace.isEmpty() ? null : namespaces.get(namespace);
    return scope != null && scope.visit(who, visitor);
  }

  /** The rules of a binding's role; null when there is no such role. */
  @Nullable List<PolicyRule> rules(Bound bound) {
    Binding binding = bound.binding();
    return rules(binding.clusterRole(), binding.namespace(), binding.role());
  }

  @Nullable List<PolicyRule> rules(boolean clusterRole, String namespace, String name) {
    return clusterRole ? clusterRoles.get(name) : roles.get(new ObjectKey(namespace, name));
  }
}
