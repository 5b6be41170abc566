package dev.setpoint.api.node;

import dev.setpoint.api.auth.Authorizer;
import dev.setpoint.api.auth.Grant;
import dev.setpoint.api.auth.PolicyRule;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.node.PodReferences.Kind;
import dev.setpoint.api.node.PodReferences.Reference;
import dev.setpoint.api.rbac.NodeRules;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node reads what its Pods refer to, its own Node, Lease and Pods, and beyond that what {@code
 * system:node} grants (plugin/pkg/auth/authorizer/node). What it may write of these is further
 * narrowed by {@link NodeRestriction}.
 */
@Component
@Order(10)
final class NodeAuthorizer implements Authorizer {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Set<String> READ = Set.of("get", "list", "watch");
  private static final Set<String> LEASE_VERBS =
      Set.of("get", "create", "update", "patch", "delete");
  private static final ResourceType VOLUMES =
      new ResourceType("", "v1", "persistentvolumes", "PersistentVolume", false);
  private static final ResourceType ATTACHMENTS =
      new ResourceType("storage.k8s.io", "v1", "volumeattachments", "VolumeAttachment", false);

  private final NodePods pods;
  private final ObjectStore store;
  private final List<PolicyRule> others = NodeRules.read();

  NodeAuthorizer(NodePods pods, ObjectStore store) {
    this.pods = pods;
    this.store = store;
  }

  @Override
  public @Nullable Grant grant(RequestIdentity who, RequestInfo what) {
    if (!NodeIdentity.isNode(who)) {
      return null;
    }
    String node = NodeIdentity.node(who);
    return !node.isEmpty() && allows(node, what) ? Grant.SILENT : null;
  }

  @Override
  public String refusal(RequestIdentity who, RequestInfo what) {
    if (!NodeIdentity.isNode(who)) {
      return "";
    }
    String node = NodeIdentity.node(who);
    return node.isEmpty()
        ? "unknown node for user \"" + who.user() + "\""
        : "no relationship found between node '" + node + "' and this object";
  }

  @Override
  public String unlisted(RequestIdentity who) {
    return NodeIdentity.isNode(who) ? "node authorizer does not support user rule resolution" : "";
  }

  private boolean allows(String node, RequestInfo what) {
    String resource = what.group().isEmpty() ? what.plural() : what.plural() + "." + what.group();
    return switch (what.resource() ? resource : "") {
      case "secrets" -> readsReference(node, what, Kind.SECRET);
      case "configmaps" -> readsReference(node, what, Kind.CONFIG_MAP);
      case "persistentvolumeclaims" -> claim(node, what);
      case "persistentvolumes" -> isGet(what) && mountsVolume(node, what.name());
      case "volumeattachments.storage.k8s.io" -> isGet(what) && isAttached(node, what.name());
      case "serviceaccounts" ->
          what.verb().equals("create")
              && what.subresource().equals("token")
              && refers(node, what, Kind.SERVICE_ACCOUNT);
      case "leases.coordination.k8s.io" ->
          LEASE_VERBS.contains(what.verb())
              && what.namespace().equals("kube-node-lease")
              && isOwn(node, what);
      case "csinodes.storage.k8s.io" ->
          LEASE_VERBS.contains(what.verb()) && what.subresource().isEmpty() && isOwn(node, what);
      case "nodes" -> node(node, what);
      case "pods" -> pod(node, what);
      default -> others.stream().anyMatch(rule -> rule.allows(what));
    };
  }

  private static boolean isOwn(String node, RequestInfo what) {
    return what.verb().equals("create") || what.name().equals(node);
  }

  private static boolean isGet(RequestInfo what) {
    return what.verb().equals("get") && what.subresource().isEmpty() && !what.name().isEmpty();
  }

  private boolean readsReference(String node, RequestInfo what, Kind kind) {
    return READ.contains(what.verb()) && what.subresource().isEmpty() && refers(node, what, kind);
  }

  private boolean refers(String node, RequestInfo what, Kind kind) {
    return !what.name().isEmpty()
        && !what.namespace().isEmpty()
        && refers(node, what.namespace(), new Reference(kind, what.name()));
  }

  private boolean refers(String node, String namespace, Reference reference) {
    return pods.soon(() -> pods.refers(node, namespace, reference), PATIENCE);
  }

  private boolean claim(String node, RequestInfo what) {
    boolean verb =
        what.subresource().isEmpty()
            ? what.verb().equals("get")
            : what.subresource().equals("status")
                && (what.verb().equals("get")
                    || what.verb().equals("update")
                    || what.verb().equals("patch"));
    return verb && refers(node, what, Kind.CLAIM);
  }

  private boolean mountsVolume(String node, String volume) {
    ObjectNode tree =
        store.get(VOLUMES, new ObjectKey("", volume)).map(found -> found.tree()).orElse(null);
    String claim = tree == null ? "" : Trees.text(tree, "spec", "claimRef", "name");
    return tree != null
        && !claim.isEmpty()
        && refers(
            node,
            Trees.text(tree, "spec", "claimRef", "namespace"),
            new Reference(Kind.CLAIM, claim));
  }

  private boolean isAttached(String node, String attachment) {
    return store
        .get(ATTACHMENTS, new ObjectKey("", attachment))
        .map(found -> Trees.text(found.tree(), "spec", "nodeName").equals(node))
        .orElse(false);
  }

  private static boolean node(String node, RequestInfo what) {
    return switch (what.subresource()) {
      case "" ->
          switch (what.verb()) {
            case "create", "update", "patch" -> true;
            case "get", "list", "watch" -> what.name().equals(node);
            default -> false;
          };
      case "status" -> what.verb().equals("update") || what.verb().equals("patch");
      default -> false;
    };
  }

  private boolean pod(String node, RequestInfo what) {
    return switch (what.subresource()) {
      case "" ->
          switch (what.verb()) {
            case "create", "delete" -> true;
            case "get" ->
                pods.soon(
                    () -> pods.runs(node, new ObjectKey(what.namespace(), what.name())), PATIENCE);
            case "list", "watch" -> selectsOwn(node, what.fieldSelector());
            default -> false;
          };
      case "status" -> what.verb().equals("update") || what.verb().equals("patch");
      case "eviction" -> what.verb().equals("create");
      default -> false;
    };
  }

  private static boolean selectsOwn(String node, String fieldSelector) {
    for (String term : fieldSelector.split(",")) {
      if (term.equals("spec.nodeName=" + node) || term.equals("spec.nodeName==" + node)) {
        return true;
      }
    }
    return false;
  }
}
