package dev.setpoint.agent;

import dev.setpoint.agent.cluster.ClusterApi;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.informer.Informer;
import dev.setpoint.common.informer.InformerState;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.ResourceHandler;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An API in memory, as one node sees it: requests, and a watch of its Pods. */
public final class FakeCluster implements ClusterApi, Informers {

  /** An Event as it was recorded. */
  public record Told(String about, String type, String reason, String message) {}

  private final Map<ObjectKey, Pod> pods = new HashMap<>();
  private final Map<ObjectKey, ConfigMap> configMaps = new HashMap<>();
  private final Map<ObjectKey, Secret> secrets = new HashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, Lease> leases = new HashMap<>();
  private final List<ResourceHandler<Pod>> handlers = new CopyOnWriteArrayList<>();
  private final List<Told> events = new CopyOnWriteArrayList<>();
  private final String uid;
  private long revision = 100;
  private boolean started;
  private volatile boolean down;

  public FakeCluster(String uid) {
    this.uid = uid;
  }

  public void down(boolean isDown) {
    down = isDown;
  }

  private void check() {
    if (down) {
      throw ApiException.unavailable("the API is away");
    }
  }

  // ---- what a user does ----

  public synchronized Pod create(Pod pod) {
    Pod stored =
        new PodBuilder(pod)
            .editMetadata()
            .withNamespace("default")
            .withUid(UUID.randomUUID().toString())
            .withResourceVersion(String.valueOf(++revision))
            .withCreationTimestamp(Instant.now().toString())
            .endMetadata()
            .withNewStatus()
            .withPhase("Pending")
            .endStatus()
            .build();
    pods.put(ObjectKey.of(stored), stored);
    if (started) {
      handlers.forEach(h -> h.onAdd(stored));
    }
    return stored;
  }

  public synchronized void delete(String name, long grace) {
    Pod pod = pods.get(new ObjectKey("default", name));
    if (grace == 0) {
      deletePod("default", name, pod.getMetadata().getUid());
      return;
    }
    replace(
        new PodBuilder(pod)
            .editMetadata()
            .withDeletionTimestamp(Instant.now().plusSeconds(grace).toString())
            .withDeletionGracePeriodSeconds(grace)
            .endMetadata()
            .build());
  }

  public synchronized void put(ConfigMap map) {
    configMaps.put(new ObjectKey("default", map.getMetadata().getName()), map);
  }

  public synchronized void put(Secret secret) {
    secrets.put(new ObjectKey("default", secret.getMetadata().getName()), secret);
  }

  public synchronized Pod get(String name) {
    return pods.get(new ObjectKey("default", name));
  }

  /** Removes the object while no agent watches. */
  public synchronized void drop(String name) {
    pods.remove(new ObjectKey("default", name));
  }

  public synchronized Lease lease(String node) {
    return leases.get(node);
  }

  public List<Told> events() {
    return events;
  }

  public void record(HasMetadata about, String type, String reason, String message) {
    System.out.println("EVENT " + about.getMetadata().getName() + " " + reason + ": " + message);
    events.add(new Told(about.getMetadata().getName(), type, reason, message));
  }

  private void replace(Pod pod) {
    Pod before = pods.get(ObjectKey.of(pod));
    pod.getMetadata().setResourceVersion(String.valueOf(++revision));
    pods.put(ObjectKey.of(pod), pod);
    handlers.forEach(h -> h.onUpdate(before, pod));
  }

  // ---- what the agent asks ----

  @Override
  public String clusterUid() {
    check();
    return uid;
  }

  @Override
  public synchronized Pod pod(String namespace, String name) {
    check();
    return pods.get(new ObjectKey(namespace, name));
  }

  @Override
  public synchronized Pod patchPodStatus(String namespace, String name, ObjectNode patch) {
    check();
    Pod pod = pods.get(new ObjectKey(namespace, name));
    if (pod == null) {
      throw ApiException.notFound(ResourceTypes.of(Pod.class), name);
    }
    if (!patch
        .path("metadata")
        .path("resourceVersion")
        .asString("")
        .equals(pod.getMetadata().getResourceVersion())) {
      throw ApiException.modified(ResourceTypes.of(Pod.class), name);
    }
    ObjectNode tree = KubeJson.toTree(pod);
    merge(tree, "status", patch);
    Pod patched = KubeJson.toTyped(tree, Pod.class);
    replace(patched);
    return patched;
  }

  private static void merge(ObjectNode tree, String field, ObjectNode patch) {
    ObjectNode target =
        tree.get(field) instanceof ObjectNode object ? object : tree.putObject(field);
    for (Map.Entry<String, JsonNode> change : patch.path(field).properties()) {
      if (change.getValue().isNull()) {
        target.remove(change.getKey());
      } else if (change.getValue() instanceof ObjectNode && target.get(change.getKey()) != null) {
        ObjectNode holder = KubeJson.TREES.createObjectNode();
        holder.set(change.getKey(), change.getValue());
        merge(target, change.getKey(), holder);
      } else {
        target.set(change.getKey(), change.getValue());
      }
    }
  }

  @Override
  public synchronized void deletePod(String namespace, String name, String uid) {
    check();
    Pod pod = pods.get(new ObjectKey(namespace, name));
    if (pod != null && pod.getMetadata().getUid().equals(uid)) {
      pods.remove(ObjectKey.of(pod));
      handlers.forEach(h -> h.onDelete(pod));
    }
  }

  @Override
  public PersistentVolumeClaim claim(String namespace, String name) {
    return null;
  }

  @Override
  public PersistentVolume volume(String name) {
    return null;
  }

  @Override
  public synchronized ConfigMap configMap(String namespace, String name) {
    check();
    return configMaps.get(new ObjectKey(namespace, name));
  }

  @Override
  public synchronized Secret secret(String namespace, String name) {
    check();
    return secrets.get(new ObjectKey(namespace, name));
  }

  @Override
  public synchronized IssuedToken requestToken(
      String namespace, String account, String pod, String podUid, String audience, long seconds) {
    check();
    return new IssuedToken("token-of-" + account, java.time.Instant.now().plusSeconds(seconds));
  }

  @Override
  public synchronized Node node(String name) {
    check();
    return nodes.get(name);
  }

  @Override
  public synchronized List<Node> nodes() {
    check();
    return List.copyOf(nodes.values());
  }

  @Override
  public synchronized Node createNode(Node node) {
    check();
    nodes.put(node.getMetadata().getName(), node);
    return node;
  }

  @Override
  public synchronized Node patchNode(String name, ObjectNode patch) {
    check();
    ObjectNode tree = KubeJson.toTree(nodes.get(name));
    merge(tree, "metadata", patch);
    merge(tree, "spec", patch);
    Node patched = KubeJson.toTyped(tree, Node.class);
    nodes.put(name, patched);
    return patched;
  }

  @Override
  public synchronized Node patchNodeStatus(String name, ObjectNode patch) {
    check();
    ObjectNode tree = KubeJson.toTree(nodes.get(name));
    merge(tree, "status", patch);
    Node patched = KubeJson.toTyped(tree, Node.class);
    nodes.put(name, patched);
    return patched;
  }

  @Override
  public synchronized Lease lease(String namespace, String name) {
    check();
    return leases.get(name);
  }

  @Override
  public synchronized Lease createLease(Lease lease) {
    check();
    leases.put(lease.getMetadata().getName(), lease);
    return lease;
  }

  @Override
  public synchronized Lease updateLease(Lease lease) {
    check();
    leases.put(lease.getMetadata().getName(), lease);
    return lease;
  }

  // ---- the watch ----

  @Override
  @SuppressWarnings("unchecked")
  public <T extends HasMetadata> Informer<T> informer(Class<T> type) {
    return (Informer<T>) (Informer<?>) new PodInformer();
  }

  @Override
  public <T extends HasMetadata> Informer<T> informer(ResourceType type, Class<T> model) {
    return informer(model);
  }

  @Override
  public void drop(ResourceType type) {
    throw new AssertionError("not expected");
  }

  @Override
  public List<InformerState> states() {
    return List.of();
  }

  @Override
  public synchronized void start() {
    started = true;
    for (Pod pod : new ArrayList<>(pods.values())) {
      handlers.forEach(h -> h.onAdd(pod));
    }
  }

  @Override
  public boolean awaitSync(Duration atMost) {
    return true;
  }

  /** Ends the present agent's watch; the next agent starts one of its own. */
  @Override
  public synchronized void close() {
    started = false;
    handlers.clear();
  }

  private final class PodInformer implements Informer<Pod> {

    @Override
    public Store<Pod> store() {
      throw new AssertionError("not expected");
    }

    @Override
    public void addHandler(ResourceHandler<Pod> handler) {
      handlers.add(handler);
    }

    @Override
    public void removeHandler(ResourceHandler<Pod> handler) {
      handlers.remove(handler);
    }

    @Override
    public boolean hasSynced() {
      synchronized (FakeCluster.this) {
        return started;
      }
    }

    @Override
    public long revision() {
      synchronized (FakeCluster.this) {
        return revision;
      }
    }
  }
}
