package dev.setpoint.standalone;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waits until every service says that it is ready and this machine's Node is. */
final class Readiness {

  private static final List<Part> SERVICES =
      List.of(Part.API, Part.CONTROLLER, Part.SCHEDULER, Part.AGENT);

  private final Options options;

  Readiness(Options options) {
    this.options = options;
  }

  /**
   * What is there once all is ready.
   *
   * @param cluster the uid of the namespace kube-system, which marks this cluster's containers
   */
  record Found(String node, String cluster) {}

  Found await(Duration deadline, Runnable checkStopping) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      for (Part part : SERVICES) {
        while (!ready(http, part)) {
          pause(end, part.label() + " is not ready", checkStopping);
        }
      }
    }
    ApiClient api = new ApiClient(options.kubeconfig(), "setpoint");
    while (true) {
      Optional<String> node = readyNode(api);
      if (node.isPresent()) {
        Namespace system = api.get(Namespace.class, new ObjectKey("", "kube-system"));
        return new Found(node.get(), system.getMetadata().getUid());
      }
      pause(end, "no node is Ready", checkStopping);
    }
  }

  private boolean ready(HttpClient http, Part part) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(options.readiness(part)).timeout(Duration.ofSeconds(5)).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // asked again until the deadline
    }
  }

  private Optional<String> readyNode(ApiClient api) {
    try {
      Node node = api.find(Node.class, options.node());
      return Optional.ofNullable(node)
          .filter(
              n ->
                  n.getStatus() != null
                      && n.getStatus().getConditions().stream()
                          .anyMatch(
                              c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus())))
          .map(n -> n.getMetadata().getName());
    } catch (ApiException e) {
      return Optional.empty(); // asked again until the deadline
    }
  }

  private static void pause(long end, String otherwise, Runnable checkStopping)
      throws InterruptedException {
    checkStopping.run();
    if (System.nanoTime() > end) {
      throw new StartFailure(otherwise + " in time");
    }
    TimeUnit.MILLISECONDS.sleep(100);
  }
}
