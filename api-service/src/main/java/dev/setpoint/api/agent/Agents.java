package dev.setpoint.api.agent;

import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Finds the agent of a Pod or Node and connects to it. */
@Component
public class Agents {

  public static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);
  public static final ResourceType NODES = new ResourceType("", "v1", "nodes", "Node", false);

  private final ObjectStore store;
  private final AgentClients clients;

  public Agents(ObjectStore store, AgentClients clients) {
    this.store = store;
    this.clients = clients;
  }

  /** The Pod of a request's path. */
  public ObjectNode pod(Exchange exchange) {
    return pod(exchange.key());
  }

  public ObjectNode pod(ObjectKey key) {
    return store.get(PODS, key).orElseThrow(() -> ApiException.notFound(PODS, key.name())).tree();
  }

  /** The Node as it is kept. */
  public ObjectNode node(String name) {
    return store
        .get(NODES, new ObjectKey("", name))
        .orElseThrow(() -> ApiException.notFound(NODES, name))
        .tree();
  }

  /** The agent of the node that has this Pod. */
  public AgentAddress of(PodTarget pod) {
    String node = pod.node();
    if (node == null) {
      throw ApiException.badRequest("pod " + pod.pod() + " does not have a host assigned");
    }
    return AgentAddress.of(node(node));
  }

  public AgentConnection connect(AgentAddress agent) throws IOException {
    return AgentConnection.open(clients.sockets(agent), agent);
  }

  /** A connection that speaks channels. */
  public AgentConnection upgrade(AgentAddress agent, String path) throws IOException, AgentRefusal {
    AgentConnection connection = connect(agent);
    try {
      connection.upgrade(path);
      return connection;
    } catch (IOException | AgentRefusal | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
