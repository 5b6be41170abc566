package dev.setpoint.api.proxy;

import dev.setpoint.api.agent.AgentAddress;
import dev.setpoint.api.agent.Agents;
import dev.setpoint.api.agent.PodTarget;
import dev.setpoint.api.rest.GoText;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Finds where a Pod, a Service or a Node is proxied to. */
@Component
class ProxyTargets {

  static final ResourceType SERVICES = new ResourceType("", "v1", "services", "Service", true);
  private static final ResourceType ENDPOINTS =
      new ResourceType("", "v1", "endpoints", "Endpoints", true);

  private final Agents agents;
  private final ObjectStore store;

  ProxyTargets(Agents agents, ObjectStore store) {
    this.agents = agents;
    this.store = store;
  }

  Location pod(String namespace, String id) {
    SchemeNamePort asked = SchemeNamePort.parse(id, "pod");
    JsonNode pod = agents.pod(new ObjectKey(namespace, asked.name()));
    String port = asked.port().isEmpty() ? firstPort(pod) : asked.port();
    String ip = pod.at("/status/podIP").asString("");
    ProxyableAddress.require(ip);
    return of(pod, ip, port.isEmpty() ? (asked.secure() ? 443 : 80) : number(port), asked);
  }

  private Location of(JsonNode pod, String ip, int port, SchemeNamePort asked) {
    PodTarget target = PodTarget.pod(pod);
    return new Location.OfPod(target, agents.of(target), ip, port, asked.secure());
  }

  private static String firstPort(JsonNode pod) {
    for (JsonNode container : pod.at("/spec/containers")) {
      if (!container.path("ports").isEmpty()) {
        return container.path("ports").get(0).path("containerPort").asString("");
      }
    }
    return "";
  }

  private static int number(String port) {
    try {
      int number = Integer.parseInt(port);
      if (number >= 1 && number <= 65_535) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw Backends.unreachable("dial tcp: lookup tcp/" + port + ": unknown port");
    }
    throw Backends.unreachable("dial tcp: address " + port + ": invalid port");
  }

  /** An address of the Service's Endpoints that is truly a Pod's. */
  Location service(String namespace, String id) {
    SchemeNamePort asked = SchemeNamePort.parse(id, "service");
    ObjectKey key = new ObjectKey(namespace, asked.name());
    String port = portName(key, asked);
    JsonNode endpoints =
        store
            .get(ENDPOINTS, key)
            .orElseThrow(() -> ApiException.notFound(ENDPOINTS, asked.name()))
            .tree();
    if (endpoints.path("subsets").isEmpty()) {
      throw none(asked.name());
    }
    List<JsonNode> subsets = shuffled(endpoints.path("subsets"));
    for (JsonNode subset : subsets) {
      for (JsonNode each : subset.path("ports")) {
        if (each.path("name").asString("").equals(port)) {
          for (JsonNode address : shuffled(subset.path("addresses"))) {
            JsonNode pod = podBehind(namespace, address);
            if (pod != null) {
              String ip = address.path("ip").asString("");
              return of(pod, ip, each.path("port").asInt(0), asked);
            }
          }
        }
      }
    }
    throw none(id);
  }

  private static ApiException none(String service) {
    return ApiException.unavailable("no endpoints available for service " + GoText.quote(service));
  }

  /** Endpoints know ports by name; a number stands for the Service's port of that number. */
  private String portName(ObjectKey service, SchemeNamePort asked) {
    if (asked.port().isEmpty() || !asked.port().chars().allMatch(c -> c >= '0' && c <= '9')) {
      return asked.port();
    }
    JsonNode found =
        store
            .get(SERVICES, service)
            .orElseThrow(() -> ApiException.notFound(SERVICES, asked.name()))
            .tree();
    for (JsonNode port : found.at("/spec/ports")) {
      if (port.path("port").asString("").equals(asked.port())) {
        return port.path("name").asString("");
      }
    }
    throw ApiException.unavailable(
        "no service port " + asked.port() + " found for service " + GoText.quote(asked.name()));
  }

  /** Null unless the address is that of the Pod it names: anybody may write Endpoints. */
  private @Nullable JsonNode podBehind(String namespace, JsonNode address) {
    JsonNode reference = address.path("targetRef");
    boolean pod =
        reference.path("kind").asString("").equals("Pod")
            && reference.path("namespace").asString("").equals(namespace);
    String ip = address.path("ip").asString("");
    if (!pod || !ProxyableAddress.allowed(ip)) {
      return null;
    }
    ObjectKey key = new ObjectKey(namespace, reference.path("name").asString(""));
    JsonNode found = store.get(Agents.PODS, key).map(StoredObject::tree).orElse(null);
    return found != null && found.at("/status/podIP").asString("").equals(ip) ? found : null;
  }

  private static List<JsonNode> shuffled(JsonNode array) {
    List<JsonNode> items = new ArrayList<>();
    array.forEach(items::add);
    Collections.shuffle(items, ThreadLocalRandom.current());
    return items;
  }

  Location node(String id) {
    SchemeNamePort asked = SchemeNamePort.parse(id, "node");
    AgentAddress agent = AgentAddress.of(agents.node(asked.name()));
    if (asked.port().isEmpty() || asked.port().equals(String.valueOf(agent.port()))) {
      return new Location.OfAgent(agent);
    }
    ProxyableAddress.require(agent.host());
    return new Location.OfNode(agent.host(), number(asked.port()), asked.secure());
  }
}
