package dev.setpoint.agent.server;

import dev.setpoint.agent.sync.PodWorkers;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the Pod that a path means, or answers that there is none. */
final class PodFinder {

  private final Supplier<@Nullable PodWorkers> workers;

  /**
   * @param workers null until the node is up
   */
  PodFinder(Supplier<@Nullable PodWorkers> workers) {
    this.workers = workers;
  }

  /** Null when the answer has been given. A uid in the query must be the Pod's. */
  PodWorkers.@Nullable KnownPod find(Request request, Exchange exchange) throws IOException {
    if (!request.method().equals("POST") || request.path().size() != 4) {
      exchange.text(404, "404 page not found");
      return null;
    }
    if (!request.wantsUpgrade()) {
      exchange.text(400, "Upgrade request required");
      return null;
    }
    PodWorkers all = workers.get();
    PodWorkers.KnownPod pod =
        all == null ? null : all.find(request.path().get(1), request.path().get(2));
    String uid = request.last("uid");
    if (pod == null || (uid != null && !uid.equals(pod.pod().getMetadata().getUid()))) {
      exchange.text(404, "pod does not exist");
      return null;
    }
    return pod;
  }
}
