package dev.setpoint.api.auth;

import static dev.setpoint.api.auth.Rule.READ;

import dev.setpoint.api.rest.RequestInfo;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * The rights that need no policy objects: administrators may do all, everybody may ask for health
 * and version, each of Setpoint's services what its work takes, and a node only what concerns that
 * node.
 */
@Component
@Order(2)
final class BuiltInAuthorizer implements Authorizer {

  private static final String NODE_USER = "system:node:";

  private static final Set<String> PUBLIC =
      Set.of("/healthz", "/livez", "/readyz", "/version", "/version/");

  private static final Set<String> DISCOVERY = Set.of("/api", "/apis", "/openapi");

  private static final Set<String> WRITE = Set.of("create", "update", "patch", "delete");

  private static final List<Rule> SCHEDULER =
      List.of(
          new Rule(
              "",
              Set.of("pods", "nodes", "namespaces", "services", "replicationcontrollers"),
              READ),
          new Rule("", Set.of("persistentvolumes", "persistentvolumeclaims"), READ),
          new Rule("apps", Set.of("replicasets", "statefulsets"), READ),
          new Rule("policy", Set.of("poddisruptionbudgets"), READ),
          new Rule("storage.k8s.io", Set.of("storageclasses"), READ),
          new Rule("scheduling.k8s.io", Set.of("priorityclasses"), READ),
          new Rule("", Set.of("pods"), Set.of("delete")),
          new Rule("", Set.of("pods/binding"), Set.of("create")),
          new Rule("", Set.of("pods/status"), Set.of("patch", "update")),
          new Rule("", Set.of("events"), Set.of("create", "update", "patch")),
          new Rule(
              "coordination.k8s.io",
              Set.of("leases"),
              Set.of("get", "list", "watch", "create", "update", "patch")));

  private static final List<Rule> NODE =
      List.of(
          new Rule("", Set.of("pods", "nodes", "namespaces", "services"), READ),
          new Rule("", Set.of("configmaps", "secrets", "serviceaccounts"), READ),
          new Rule("", Set.of("persistentvolumes", "persistentvolumeclaims"), READ),
          new Rule("discovery.k8s.io", Set.of("endpointslices"), READ),
          new Rule("", Set.of("pods"), Set.of("delete")),
          new Rule("", Set.of("pods/status"), Set.of("get", "patch", "update")),
          new Rule("", Set.of("nodes"), Set.of("create")),
          new Rule("", Set.of("events"), Set.of("create", "update", "patch")));

  @Override
  public @Nullable Grant grant(RequestIdentity who, RequestInfo what) {
    return allows(who, what) ? Grant.SILENT : null;
  }

  private static boolean allows(RequestIdentity who, RequestInfo what) {
    if (!what.resource()) {
      return isReading(what)
          && (PUBLIC.contains(what.path())
              || (who.in(RequestIdentity.AUTHENTICATED) && isDiscovery(what.path())));
    }
    return switch (who.user()) {
      // Controllers act on every kind, and the garbage collector on kinds yet unknown.
      case "system:kube-controller-manager" -> !what.verb().equals("impersonate");
      case "system:kube-scheduler" -> SCHEDULER.stream().anyMatch(rule -> rule.allows(what));
      default -> who.in("system:nodes") && who.user().startsWith(NODE_USER) && node(who, what);
    };
  }

  private static boolean node(RequestIdentity who, RequestInfo what) {
    String name = who.user().substring(NODE_USER.length());
    if (NODE.stream().anyMatch(rule -> rule.allows(what))) {
      return true;
    }
    boolean itself = name.equals(what.name());
    if (what.group().isEmpty() && what.plural().equals("nodes")) {
      return itself
          && (what.subresource().isEmpty() || what.subresource().equals("status"))
          && (what.verb().equals("get")
              || what.verb().equals("update")
              || what.verb().equals("patch"));
    }
    return what.group().equals("coordination.k8s.io")
        && what.plural().equals("leases")
        && what.namespace().equals("kube-node-lease")
        && (what.verb().equals("create") || itself)
        && (WRITE.contains(what.verb()) || READ.contains(what.verb()));
  }

  private static boolean isReading(RequestInfo what) {
    return what.verb().equals("get") || what.verb().equals("head");
  }

  private static boolean isDiscovery(String path) {
    return DISCOVERY.stream().anyMatch(d -> path.equals(d) || path.startsWith(d + "/"));
  }
}
