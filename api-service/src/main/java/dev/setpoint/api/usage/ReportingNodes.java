package dev.setpoint.api.usage;

import dev.setpoint.api.agent.AgentAddress;
import dev.setpoint.api.agent.Agents;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.watch.CachedObject;
import dev.setpoint.api.watch.Follower;
import dev.setpoint.api.watch.WatchHub;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * The nodes that have an agent to ask. While there is none, metrics.k8s.io is not served at all:
 * that is how clients tell a cluster without metrics from one that has none yet.
 */
@Component
final class ReportingNodes implements Follower.Sink, ApplicationRunner, DisposableBean {

  private static final List<UsageKind> KINDS = List.of(UsageKind.NODES, UsageKind.PODS);

  private final ResourceRegistry registry;
  private final Follower follower;
  private final Map<String, Reporting> nodes = new ConcurrentSkipListMap<>();
  private boolean served;

  ReportingNodes(ResourceRegistry registry, ObjectStore store, WatchHub hub) {
    this.registry = registry;
    this.follower = new Follower(Agents.NODES, store, hub, this);
  }

  /** A node with where its agent listens. */
  record Reporting(ObjectNode node, AgentAddress agent) {}

  @Nullable Reporting find(String name) {
    return nodes.get(name);
  }

  /** All of them by name. */
  Map<String, Reporting> all() {
    return nodes;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    follower.start();
  }

  @Override
  public void put(CachedObject object) {
    try {
      AgentAddress agent = AgentAddress.of(object.tree());
      nodes.put(object.key().name(), new Reporting(object.tree(), agent));
    } catch (ApiException e) {
      nodes.remove(object.key().name()); // no agent runs there, or none yet
    }
    serve();
  }

  @Override
  public void remove(ObjectKey key) {
    nodes.remove(key.name());
    serve();
  }

  @Override
  public void listed(Set<ObjectKey> keys) {
    nodes.keySet().removeIf(name -> !keys.contains(new ObjectKey("", name)));
    serve();
  }

  private void serve() {
    if (nodes.isEmpty() == served) {
      served = !served;
      for (UsageKind kind : KINDS) {
        if (served) {
          registry.add(kind);
        } else {
          registry.remove(kind.type());
        }
      }
    }
  }

  @Override
  public void destroy() {
    follower.stop();
  }
}
