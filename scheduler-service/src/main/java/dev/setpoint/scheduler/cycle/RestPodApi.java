package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** PodApi over REST; its client is fenced, so only the leader writes. */
final class RestPodApi implements PodApi {

  private static final ResourceType PODS = ResourceTypes.of(Pod.class);

  private final ApiClient api;

  RestPodApi(ApiClient api) {
    this.api = api;
  }

  @Override
  public void bind(ObjectKey pod, String uid, String node) {
    ObjectNode binding = KubeJson.TREES.createObjectNode();
    binding.put("apiVersion", "v1").put("kind", "Binding");
    binding
        .putObject("metadata")
        .put("namespace", pod.namespace())
        .put("name", pod.name())
        .put("uid", uid);
    binding.putObject("target").put("kind", "Node").put("name", node);
    api.post(PODS, pod, "binding", binding);
  }

  @Override
  public void setCondition(ObjectKey pod, PodCondition condition) {
    patchStatus(pod, status -> status.putArray("conditions").add(KubeJson.toTree(condition)));
  }

  @Override
  public void setCondition(ObjectKey pod, PodCondition condition, String nominatedNode) {
    patchStatus(
        pod,
        status -> {
          status.putArray("conditions").add(KubeJson.toTree(condition));
          nominate(status, nominatedNode);
        });
  }

  @Override
  public void clearNomination(ObjectKey pod) {
    patchStatus(pod, status -> nominate(status, ""));
  }

  private static void nominate(ObjectNode status, String node) {
    if (node.isEmpty()) {
      status.putNull("nominatedNodeName");
    } else {
      status.put("nominatedNodeName", node);
    }
  }

  private void patchStatus(ObjectKey pod, Consumer<ObjectNode> change) {
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    change.accept(patch.putObject("status"));
    api.patch(PODS, pod, "status", PatchType.STRATEGIC, patch);
  }

  @Override
  public void delete(ObjectKey pod, String uid) {
    api.delete(PODS, pod, DeleteOptions.ofUid(uid));
  }

  @Override
  public @Nullable Pod read(ObjectKey pod) {
    return api.find(Pod.class, pod);
  }
}
