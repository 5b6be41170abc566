package dev.setpoint.scheduler.extender;

import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.scheduler.framework.Extender;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.NodeInfo;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Posts ExtenderArgs and reads what comes back (k8s.io/kube-scheduler/extender/v1). */
public final class HttpExtender implements Extender {

  private static final Logger log = LoggerFactory.getLogger(HttpExtender.class);

  /** An extender's scores go up to 10, all others to 100. */
  private static final long SCALE = 10;

  private final ExtenderProperties properties;
  private final Store<Node> nodes;
  private final HttpClient http;

  public HttpExtender(ExtenderProperties properties, Store<Node> nodes) {
    this.properties = properties;
    this.nodes = nodes;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(properties.httpTimeout())
            .build();
  }

  @Override
  public boolean concerns(PodInfo pod) {
    Set<String> managed = properties.managedResources();
    return managed.isEmpty()
        || Stream.concat(
                pod.pod().getSpec().getContainers().stream(),
                pod.pod().getSpec().getInitContainers().stream())
            .anyMatch(container -> asksFor(container, managed));
  }

  private static boolean asksFor(Container container, Set<String> managed) {
    if (container.getResources() == null) {
      return false;
    }
    Set<String> asked = new HashSet<>();
    if (container.getResources().getRequests() != null) {
      asked.addAll(container.getResources().getRequests().keySet());
    }
    if (container.getResources().getLimits() != null) {
      asked.addAll(container.getResources().getLimits().keySet());
    }
    asked.retainAll(managed);
    return !asked.isEmpty();
  }

  @Override
  public Map<String, Verdict> refusals(PodInfo pod, List<NodeInfo> candidates) {
    if (properties.filterVerb().isEmpty()) {
      return Map.of();
    }
    try {
      return refusals(post(properties.filterVerb(), arguments(pod, candidates)), candidates);
    } catch (IllegalStateException e) {
      if (!properties.ignorable()) {
        throw e;
      }
      log.warn("{} is placed without an extender: {}", pod, e.getMessage());
      return Map.of();
    }
  }

  private Map<String, Verdict> refusals(ObjectNode answer, List<NodeInfo> candidates) {
    Set<String> fitting = new HashSet<>();
    if (properties.nodeCacheCapable() && answer.path("NodeNames").isArray()) {
      answer.path("NodeNames").forEach(name -> fitting.add(name.asString()));
    } else {
      answer
          .path("Nodes")
          .path("items")
          .forEach(node -> fitting.add(node.at("/metadata/name").asString("")));
    }
    Map<String, Verdict> refusals = new HashMap<>();
    for (NodeInfo node : candidates) {
      if (!fitting.contains(node.name())) {
        refusals.put(node.name(), refusal(answer, node.name()));
      }
    }
    return refusals;
  }

  private Verdict refusal(ObjectNode answer, String node) {
    JsonNode never = answer.path("FailedAndUnresolvableNodes").path(node);
    if (never.isString()) {
      return Verdict.unresolvable(never.asString());
    }
    JsonNode now = answer.path("FailedNodes").path(node);
    return Verdict.unschedulable(
        now.isString()
            ? now.asString()
            : "node(s) didn't satisfy extender " + properties.urlPrefix());
  }

  /** Kubernetes' scheduler goes on without the scores of an extender that fails. */
  @Override
  public Map<String, Long> points(PodInfo pod, List<NodeInfo> candidates) {
    Map<String, Long> points = new HashMap<>();
    if (properties.prioritizeVerb().isEmpty()) {
      return points;
    }
    try {
      JsonNode answer = send(properties.prioritizeVerb(), arguments(pod, candidates));
      for (JsonNode priority : answer) {
        points.put(
            priority.path("Host").asString(""),
            priority.path("Score").asLong(0) * properties.weight() * SCALE);
      }
    } catch (IllegalStateException e) {
      log.warn("{} is scored without an extender: {}", pod, e.getMessage());
    }
    return points;
  }

  @Override
  public boolean binds() {
    return !properties.bindVerb().isEmpty();
  }

  @Override
  public void bind(PodInfo pod, String node) {
    ObjectNode binding = KubeJson.TREES.createObjectNode();
    binding
        .put("PodName", pod.key().name())
        .put("PodNamespace", pod.key().namespace())
        .put("PodUID", pod.uid())
        .put("Node", node);
    post(properties.bindVerb(), binding);
  }

  private ObjectNode arguments(PodInfo pod, List<NodeInfo> candidates) {
    ObjectNode arguments = KubeJson.TREES.createObjectNode();
    arguments.set("Pod", KubeJson.toTree(pod.pod()));
    if (properties.nodeCacheCapable()) {
      ArrayNode names = arguments.putArray("NodeNames");
      candidates.forEach(node -> names.add(node.name()));
      return arguments;
    }
    ObjectNode list = arguments.putObject("Nodes");
    list.put("apiVersion", "v1").put("kind", "NodeList").putObject("metadata");
    ArrayNode items = list.putArray("items");
    for (NodeInfo candidate : candidates) {
      Node node = nodes.get("", candidate.name());
      if (node != null) {
        items.add(KubeJson.toTree(node));
      }
    }
    return arguments;
  }

  /** An answer that is an object and says nothing of an error. */
  private ObjectNode post(String verb, ObjectNode body) {
    if (!(send(verb, body) instanceof ObjectNode answer)) {
      throw failed(verb, "the answer is no object");
    }
    String error = answer.path("Error").asString("");
    if (!error.isEmpty()) {
      throw failed(verb, error);
    }
    return answer;
  }

  private JsonNode send(String verb, ObjectNode body) {
    String prefix = properties.urlPrefix().toString().replaceAll("/+$", "");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(prefix + "/" + verb))
            .timeout(properties.httpTimeout())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(KubeJson.write(body)))
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw failed(verb, "it answers " + answer.statusCode());
      }
      return KubeJson.TREES.readTree(answer.body());
    } catch (IOException e) {
      throw failed(verb, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(verb, "interrupted");
    }
  }

  private IllegalStateException failed(String verb, String why) {
    return new IllegalStateException(
        "extender %s/%s: %s".formatted(properties.urlPrefix(), verb, why));
  }
}
