package dev.setpoint.api.node;

import dev.setpoint.api.admission.AdmissionPlugin;
import dev.setpoint.api.admission.AdmissionRequest;
import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node writes only about itself and its own Pods, and can't pose as another kind of node
 * (plugin/pkg/admission/noderestriction).
 */
@Component
final class NodeRestriction implements AdmissionPlugin {

  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final Set<String> CHANGING = Set.of("status", "resize");

  private final ObjectStore store;

  NodeRestriction(ObjectStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "NodeRestriction";
  }

  @Override
  public int order() {
    return 60;
  }

  @Override
  public void admit(AdmissionRequest request) {
    if (!NodeIdentity.isNode(request.identity())) {
      return;
    }
    String node = NodeIdentity.node(request.identity());
    if (node.isEmpty()) {
      throw refused(
          request,
          "could not determine node from user " + GoFormat.quote(request.identity().user()));
    }
    switch (request.type().qualifiedName()) {
      case "pods" -> pod(request, node);
      case "nodes" -> new NodeWrites(request, node, this::refused).check();
      case "serviceaccounts" -> token(request, node);
      case "leases.coordination.k8s.io" -> lease(request, node);
      case "csinodes.storage.k8s.io" ->
          requireOwn(
              request, node, "can only access CSINode with the same name as the requesting node");
      default -> {}
    }
  }

  private ApiException refused(AdmissionRequest request, String why) {
    String name = request.key().name();
    ObjectNode object = request.object();
    return ApiException.forbidden(
        request.type(),
        name.isEmpty() && object != null ? Trees.text(object, "metadata", "name") : name,
        why);
  }

  private void pod(AdmissionRequest request, String node) {
    String subresource = request.subresource();
    String quoted = GoFormat.quote(node);
    if (subresource.isEmpty()) {
      switch (request.operation()) {
        case CREATE -> mirror(request, node);
        case DELETE ->
            requireRunsHere(
                request,
                node,
                "node " + quoted + " can only delete pods with spec.nodeName set to itself");
        case UPDATE ->
            throw refused(
                request,
                "unexpected operation \"UPDATE\", node "
                    + quoted
                    + " can only create and delete mirror pods");
      }
    } else if (CHANGING.contains(subresource)) {
      requireRunsHere(
          request,
          node,
          "node "
              + quoted
              + " can only update pod status for pods with spec.nodeName set to itself");
      if (!Trees.same(orEmpty(request.object()), orEmpty(request.old()), "metadata", "labels")) {
        throw refused(request, "node " + quoted + " cannot update labels through pod status");
      }
    } else if (subresource.equals("eviction")) {
      requireRunsHere(
          request,
          node,
          "node " + quoted + " can only evict pods with spec.nodeName set to itself");
    } else {
      throw refused(
          request,
          "unexpected pod subresource "
              + GoFormat.quote(subresource)
              + ", only 'status' and 'eviction' are allowed");
    }
  }

  private void mirror(AdmissionRequest request, String node) {
    ObjectNode pod = orEmpty(request.object());
    String quoted = GoFormat.quote(node);
    if (!Trees.has(pod, "metadata", "annotations", MIRROR)) {
      throw refused(
          request,
          "pod does not have \""
              + MIRROR
              + "\" annotation, node "
              + quoted
              + " can only create mirror pods");
    }
    if (!Trees.text(pod, "spec", "nodeName").equals(node)) {
      throw refused(
          request, "node " + quoted + " can only create pods with spec.nodeName set to itself");
    }
    if (!Trees.text(pod, "spec", "serviceAccountName").isEmpty()) {
      throw refused(
          request, "node " + quoted + " can not create pods that reference a service account");
    }
    ObjectNode plain = pod.deepCopy();
    Trees.child(Trees.child(plain, "metadata"), "annotations").remove(MIRROR);
    for (PodReferences.Reference reference : PodReferences.of(plain)) {
      String what =
          switch (reference.kind()) {
            case SECRET -> "secrets";
            case CONFIG_MAP -> "configmaps";
            case CLAIM -> "persistentvolumeclaims";
            case SERVICE_ACCOUNT -> "a service account";
          };
      throw refused(request, "node " + quoted + " can not create pods that reference " + what);
    }
  }

  private void requireRunsHere(AdmissionRequest request, String node, String why) {
    ObjectNode pod = request.old();
    if (pod == null) {
      pod = store.get(NodePods.PODS, request.key()).map(found -> found.tree()).orElse(null);
    }
    // One that is gone is nobody's; whatever follows says that it is not found.
    if (pod != null && !Trees.text(pod, "spec", "nodeName").equals(node)) {
      throw refused(request, why);
    }
  }

  /** A TokenRequest: bound to a Pod that runs here. */
  private void token(AdmissionRequest request, String node) {
    if (!request.subresource().equals("token")) {
      return;
    }
    ObjectNode spec = Trees.child(orEmpty(request.object()), "spec");
    String pod = Trees.text(spec, "boundObjectRef", "name");
    if (!Trees.text(spec, "boundObjectRef", "apiVersion").equals("v1")
        || !Trees.text(spec, "boundObjectRef", "kind").equals("Pod")
        || pod.isEmpty()) {
      throw refused(request, "node requested token not bound to a pod");
    }
    String uid = Trees.text(spec, "boundObjectRef", "uid");
    if (uid.isEmpty()) {
      throw refused(request, "node requested token with a pod binding without a uid");
    }
    var found =
        store
            .get(NodePods.PODS, new ObjectKey(request.key().namespace(), pod))
            .orElseThrow(() -> ApiException.notFound(NodePods.PODS, pod));
    if (!found.uid().equals(uid)) {
      throw refused(
          request,
          "the UID in the bound object reference ("
              + uid
              + ") does not match the UID in record. The object might have been deleted and then"
              + " recreated");
    }
    if (!Trees.text(found.tree(), "spec", "nodeName").equals(node)) {
      throw refused(request, "node requested token bound to a pod scheduled on a different node");
    }
  }

  private void lease(AdmissionRequest request, String node) {
    if (!request.key().namespace().equals("kube-node-lease")) {
      throw refused(request, "can only access leases in the \"kube-node-lease\" system namespace");
    }
    requireOwn(
        request, node, "can only access node lease with the same name as the requesting node");
  }

  private void requireOwn(AdmissionRequest request, String node, String why) {
    String name = request.key().name();
    if (request.operation() == Operation.CREATE) {
      name = Trees.text(orEmpty(request.object()), "metadata", "name");
    }
    if (!name.equals(node)) {
      throw refused(request, why);
    }
  }

  private static ObjectNode orEmpty(@Nullable ObjectNode tree) {
    return tree == null ? KubeJson.TREES.createObjectNode() : tree;
  }
}
