package dev.setpoint.controller.nodelifecycle;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Notes on each Node for how long its agent may cache Secrets and ConfigMaps. */
@Component
final class TtlController implements Controller {

  private static final String ANNOTATION = "node.alpha.kubernetes.io/ttl";

  private final Store<Node> nodes;
  private final ApiClient api;

  TtlController(Informers informers, ApiClient api) {
    this.nodes = informers.informer(Node.class).store();
    this.api = api;
  }

  @Override
  public String name() {
    return "ttl-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(Watch.own(Node.class));
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Node node = nodes.get(key);
    if (node == null) {
      return Result.done();
    }
    String wanted = Integer.toString(seconds(nodes.list().size()));
    Map<String, String> annotations = node.getMetadata().getAnnotations();
    if (annotations == null || !wanted.equals(annotations.get(ANNOTATION))) {
      ObjectNode patch = KubeJson.TREES.createObjectNode();
      patch.putObject("metadata").putObject("annotations").put(ANNOTATION, wanted);
      api.patch(Node.class, key, PatchType.MERGE, patch);
    }
    return Result.done();
  }

  /** The more Nodes there are, the longer, as Kubernetes' ttl_controller.go has it. */
  private static int seconds(int nodes) {
    if (nodes <= 100) {
      return 0;
    }
    if (nodes <= 500) {
      return 15;
    }
    if (nodes <= 1000) {
      return 30;
    }
    return nodes <= 2000 ? 60 : 300;
  }
}
