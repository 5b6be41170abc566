package dev.setpoint.api.node;

import dev.setpoint.api.node.PodReferences.Reference;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.watch.CachedObject;
import dev.setpoint.api.watch.Follower;
import dev.setpoint.api.watch.WatchHub;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which Pods run on which node, and what they refer to. A Pod is parsed once, when it is bound: its
 * references change later only by ephemeral containers, its status all the time.
 */
@Component
final class NodePods implements Follower.Sink, ApplicationRunner, DisposableBean {

  static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);

  private static final byte[] BOUND = ascii("\"nodeName\"");
  private static final byte[] EPHEMERAL = ascii("\"ephemeralContainers\"");

  private final Map<ObjectKey, OnNode> pods = new ConcurrentHashMap<>();
  private final Map<String, Map<ObjectKey, OnNode>> byNode = new ConcurrentHashMap<>();
  private final Follower follower;

  /** Guards nothing but the waiting. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();

  private record OnNode(String node, Set<Reference> references) {}

  NodePods(ObjectStore store, WatchHub hub) {
    this.follower = new Follower(PODS, store, hub, this);
  }

  @Override
  public void run(ApplicationArguments arguments) {
    follower.start();
  }

  @Override
  public void destroy() {
    follower.stop();
  }

  @Override
  public void put(CachedObject object) {
    byte[] json = object.json();
    if (!contains(json, BOUND) || (pods.containsKey(object.key()) && !contains(json, EPHEMERAL))) {
      return;
    }
    ObjectNode tree = KubeJson.readObject(json);
    String node = Trees.text(tree, "spec", "nodeName");
    if (node.isEmpty()) {
      return;
    }
    OnNode now = new OnNode(node, PodReferences.of(tree));
    pods.put(object.key(), now);
    byNode.computeIfAbsent(node, n -> new ConcurrentHashMap<>()).put(object.key(), now);
    tell();
  }

  @Override
  public void remove(ObjectKey key) {
    OnNode gone = pods.remove(key);
    if (gone != null) {
      byNode.getOrDefault(gone.node(), Map.of()).remove(key);
    }
  }

  @Override
  public void listed(Set<ObjectKey> keys) {
    for (ObjectKey key : Set.copyOf(pods.keySet())) {
      if (!keys.contains(key)) {
        remove(key);
      }
    }
    tell();
  }

  boolean runs(String node, ObjectKey pod) {
    OnNode known = pods.get(pod);
    return known != null && known.node().equals(node);
  }

  /** Whether a Pod of the namespace on the node refers to this. */
  boolean refers(String node, String namespace, Reference reference) {
    for (Map.Entry<ObjectKey, OnNode> pod : byNode.getOrDefault(node, Map.of()).entrySet()) {
      if (pod.getKey().namespace().equals(namespace)
          && pod.getValue().references().contains(reference)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether something holds now or soon: a node may have heard of its Pod, from another server or
   * from this one, a moment before this does.
   */
  boolean soon(BooleanSupplier holds, Duration atMost) {
    if (holds.getAsBoolean()) {
      return true;
    }
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (!holds.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void tell() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static boolean contains(byte[] json, byte[] text) {
    byte first = text[0];
    for (int at = 0; at <= json.length - text.length; at++) {
      if (json[at] == first && matches(json, at, text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(byte[] json, int at, byte[] text) {
    for (int i = 1; i < text.length; i++) {
      if (json[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
