package dev.setpoint.agent.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The API as a node uses it; refusals are ApiExceptions, "not found" is null. */
public interface ClusterApi extends ConfigSource, ClaimSource, TokenApi {

  /** The uid of the namespace kube-system. */
  @Nullable String clusterUid();

  @Nullable Pod pod(String namespace, String name);

  /** A JSON merge patch of the status subresource; returns the Pod as it is then. */
  Pod patchPodStatus(String namespace, String name, ObjectNode patch);

  /** Deletes the object at once, if it still has this uid. */
  void deletePod(String namespace, String name, String uid);

  @Nullable Node node(String name);

  List<Node> nodes();

  Node createNode(Node node);

  /** A JSON merge patch of labels, annotations and spec. */
  Node patchNode(String name, ObjectNode patch);

  Node patchNodeStatus(String name, ObjectNode patch);

  @Nullable Lease lease(String namespace, String name);

  Lease createLease(Lease lease);

  Lease updateLease(Lease lease);
}
