package dev.setpoint.agent.server;

import dev.setpoint.agent.sync.PodWorkers;
import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /pods}: the node's Pods as a PodList, with statuses newer than the API's. */
final class PodsHandler implements AgentServer.Handler {

  private final Supplier<@Nullable PodWorkers> workers;

  /**
   * @param workers null until the node is up
   */
  PodsHandler(Supplier<@Nullable PodWorkers> workers) {
    this.workers = workers;
  }

  @Override
  public void handle(Request request, Exchange exchange) throws IOException {
    if (!request.method().equals("GET") || request.path().size() != 1) {
      exchange.text(404, "404 page not found");
      return;
    }
    PodWorkers all = workers.get();
    if (all == null) {
      exchange.text(503, "the node is not up yet");
      return;
    }
    List<Pod> pods =
        all.known().stream()
            .map(known -> new PodBuilder(known.pod()).withStatus(known.status()).build())
            .toList();
    exchange.json(
        KubeJson.write(
            KubeJson.toTree(
                new PodListBuilder().withNewMetadata().endMetadata().withItems(pods).build())));
  }
}
