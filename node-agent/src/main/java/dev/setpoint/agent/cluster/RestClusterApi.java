package dev.setpoint.agent.cluster;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API over REST. */
public final class RestClusterApi implements ClusterApi {

  private static final ResourceType PODS = ResourceTypes.of(Pod.class);
  private static final ResourceType NODES = ResourceTypes.of(Node.class);

  private static final ResourceType ACCOUNTS = ResourceTypes.of(ServiceAccount.class);

  private final ApiClient client;

  public RestClusterApi(ApiClient client) {
    this.client = client;
  }

  @Override
  public @Nullable String clusterUid() {
    Namespace namespace = client.find(Namespace.class, new ObjectKey("", "kube-system"));
    return namespace == null ? null : namespace.getMetadata().getUid();
  }

  @Override
  public @Nullable Pod pod(String namespace, String name) {
    return client.find(Pod.class, new ObjectKey(namespace, name));
  }

  @Override
  public Pod patchPodStatus(String namespace, String name, ObjectNode patch) {
    ObjectNode tree =
        client.patch(PODS, new ObjectKey(namespace, name), "status", PatchType.MERGE, patch);
    return KubeJson.toTyped(tree, Pod.class);
  }

  @Override
  public void deletePod(String namespace, String name, String uid) {
    try {
      client.delete(
          PODS, new ObjectKey(namespace, name), DeleteOptions.ofUid(uid).withGracePeriod(0));
    } catch (ApiException e) {
      // Gone, or the name belongs to another Pod by now: either way ours is no more.
      if (e.reason() != StatusReason.NotFound && e.reason() != StatusReason.Conflict) {
        throw e;
      }
    }
  }

  @Override
  public @Nullable ConfigMap configMap(String namespace, String name) {
    return client.find(ConfigMap.class, new ObjectKey(namespace, name));
  }

  @Override
  public @Nullable Secret secret(String namespace, String name) {
    return client.find(Secret.class, new ObjectKey(namespace, name));
  }

  @Override
  public @Nullable PersistentVolumeClaim claim(String namespace, String name) {
    return client.find(PersistentVolumeClaim.class, new ObjectKey(namespace, name));
  }

  @Override
  public @Nullable PersistentVolume volume(String name) {
    return client.find(PersistentVolume.class, new ObjectKey("", name));
  }

  @Override
  public IssuedToken requestToken(
      String namespace, String account, String pod, String podUid, String audience, long seconds) {
    ObjectNode request = KubeJson.TREES.createObjectNode();
    request.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
    ObjectNode spec = request.putObject("spec");
    if (!audience.isEmpty()) {
      spec.putArray("audiences").add(audience);
    }
    spec.put("expirationSeconds", seconds);
    spec.putObject("boundObjectRef")
        .put("kind", "Pod")
        .put("apiVersion", "v1")
        .put("name", pod)
        .put("uid", podUid);
    JsonNode status =
        client.post(ACCOUNTS, new ObjectKey(namespace, account), "token", request).path("status");
    return new IssuedToken(
        status.path("token").asString(""),
        Instant.parse(status.path("expirationTimestamp").asString("")));
  }

  @Override
  public @Nullable Node node(String name) {
    return client.find(Node.class, new ObjectKey("", name));
  }

  @Override
  public List<Node> nodes() {
    return client.listAll(NODES, "", "").items().stream()
        .map(tree -> KubeJson.toTyped(tree, Node.class))
        .toList();
  }

  @Override
  public Node createNode(Node node) {
    return client.create(node);
  }

  @Override
  public Node patchNode(String name, ObjectNode patch) {
    return client.patch(Node.class, new ObjectKey("", name), PatchType.MERGE, patch);
  }

  @Override
  public Node patchNodeStatus(String name, ObjectNode patch) {
    ObjectNode tree =
        client.patch(NODES, new ObjectKey("", name), "status", PatchType.MERGE, patch);
    return KubeJson.toTyped(tree, Node.class);
  }

  @Override
  public @Nullable Lease lease(String namespace, String name) {
    return client.find(Lease.class, new ObjectKey(namespace, name));
  }

  @Override
  public Lease createLease(Lease lease) {
    return client.create(lease);
  }

  @Override
  public Lease updateLease(Lease lease) {
    return client.update(lease);
  }
}
