package dev.setpoint.scheduler.snapshot;

import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as the informers tell it, plus the Pods that were just placed and not yet seen bound.
 * Each change marks its Node; the next snapshot renews only marked Nodes.
 *
 * <p>A Pod is counted exactly once: under the Node it is bound to or, until the informer says so,
 * assumed on. What the informer says always wins.
 */
public final class ClusterCache {

  /** A Node's part of the cache; {@code facts} is null while only its Pods are known. */
  private static final class Slot {
    @Nullable NodeFacts facts;
    final Map<String, PodInfo> pods = new LinkedHashMap<>();
  }

  /** {@code since} is set for an assumed Pod alone: when it was assumed, or else its bind ended. */
  private record Placement(PodInfo pod, String node, @Nullable Instant since, boolean bound) {}

  /** A Pod that was assumed and whose binding the informer has not confirmed. */
  public record Assumed(PodInfo pod, String node) {}

  private final Map<String, Slot> slots = new HashMap<>();
  private final Map<String, Placement> placements = new HashMap<>();
  private final Map<String, Placement> assumed = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> namespaceLabels = new HashMap<>();
  private final WeakHashMap<PodLabels, java.lang.ref.WeakReference<PodLabels>> interned =
      new WeakHashMap<>();

  private final LabelIndex.Builder labelIndex = new LabelIndex.Builder();
  private final Nominations.Builder nominations = new Nominations.Builder();
  private final Set<String> dirty = new HashSet<>();
  private boolean nodeSetChanged;
  private boolean imagesChanged;
  private boolean namespacesChanged;
  private ClusterSnapshot latest = ClusterSnapshot.EMPTY;
  private NodeInfo[] order = new NodeInfo[0];
  private Map<String, Integer> positions = Map.of();
  private Map<String, Integer> imageNodes = Map.of();
  private Map<String, Map<String, String>> snapshotNamespaces = Map.of();

  /** The facts of a Pod, its labels shared with equal ones. */
  public synchronized PodInfo info(Pod pod) {
    PodLabels labels = PodInfo.labelsOf(pod);
    java.lang.ref.WeakReference<PodLabels> known = interned.get(labels);
    PodLabels shared = known == null ? null : known.get();
    if (shared == null) {
      shared = labels;
      interned.put(labels, new java.lang.ref.WeakReference<>(labels));
    }
    return PodInfo.of(pod, shared);
  }

  public synchronized void setNode(NodeFacts facts) {
    Slot slot = slots.computeIfAbsent(facts.name(), n -> new Slot());
    NodeFacts before = slot.facts;
    if (facts.equals(before)) {
      return;
    }
    slot.facts = facts;
    dirty.add(facts.name());
    nodeSetChanged |= before == null || !before.zone().equals(facts.zone());
    imagesChanged |= before == null || !before.images().equals(facts.images());
  }

  public synchronized void removeNode(String name) {
    Slot slot = slots.get(name);
    if (slot == null) {
      return;
    }
    slot.facts = null;
    if (slot.pods.isEmpty()) {
      slots.remove(name);
    }
    dirty.add(name);
    nodeSetChanged = true;
    imagesChanged = true;
  }

  public synchronized void setNamespace(String name, Map<String, String> labels) {
    namespaceLabels.put(name, Map.copyOf(labels));
    namespacesChanged = true;
  }

  public synchronized void removeNamespace(String name) {
    namespacesChanged |= namespaceLabels.remove(name) != null;
  }

  /** Takes a bound Pod as the informer shows it; ends an assumption about it, right or wrong. */
  public synchronized void setPod(PodInfo pod, String node) {
    displace(pod.uid());
    place(new Placement(pod, node, null, true));
  }

  public synchronized void removePod(String uid) {
    displace(uid);
    nominations.remove(uid);
  }

  /** Promises a Node to a Pod that waits for others to leave it. */
  public synchronized void nominate(PodInfo pod, String node) {
    if (!placements.containsKey(pod.uid())) {
      nominations.put(pod, node);
    }
  }

  /** Takes a promise back; false if there is none. */
  public synchronized boolean withdraw(String uid) {
    return nominations.remove(uid);
  }

  public synchronized @Nullable String nominatedNode(String uid) {
    return nominations.nodeOf(uid);
  }

  /** Counts a Pod on a Node before it is bound; false if it is counted already. */
  public synchronized boolean assume(PodInfo pod, String node, Instant now) {
    if (placements.containsKey(pod.uid())) {
      return false;
    }
    Placement placement = new Placement(pod, node, now, false);
    place(placement);
    assumed.put(pod.uid(), placement);
    return true;
  }

  /** The API has accepted the binding: from now on only the informer's word is missing. */
  public synchronized void bound(String uid, Instant now) {
    Placement placement = assumed.get(uid);
    if (placement != null) {
      Placement after = new Placement(placement.pod(), placement.node(), now, true);
      assumed.put(uid, after);
      placements.put(uid, after);
    }
  }

  /** Takes an assumption back; false if there is none (any more). */
  public synchronized boolean forget(String uid) {
    if (!assumed.containsKey(uid)) {
      return false;
    }
    displace(uid);
    return true;
  }

  /** Whether the Pod is assumed or bound. */
  public synchronized boolean placed(String uid) {
    return placements.containsKey(uid);
  }

  public synchronized int assumedCount() {
    return assumed.size();
  }

  /** Pods whose binding was accepted before {@code limit}, with no word of it since. */
  public synchronized List<Assumed> unconfirmedSince(Instant limit) {
    List<Assumed> late = new ArrayList<>();
    for (Placement placement : assumed.values()) {
      if (placement.bound() && placement.since() != null && placement.since().isBefore(limit)) {
        late.add(new Assumed(placement.pod(), placement.node()));
      }
    }
    return late;
  }

  public synchronized ClusterSnapshot snapshot() {
    if (dirty.isEmpty() && !namespacesChanged && !nominations.changed()) {
      return latest;
    }
    if (nodeSetChanged) {
      reorder();
    } else {
      order = order.clone();
      for (String name : dirty) {
        Integer position = positions.get(name);
        if (position != null) {
          order[position] = info(name);
        }
      }
    }
    if (imagesChanged) {
      imageNodes = ClusterSnapshot.imageNodes(knownNodes());
    }
    if (namespacesChanged) {
      snapshotNamespaces = Map.copyOf(namespaceLabels);
    }
    dirty.clear();
    nodeSetChanged = false;
    imagesChanged = false;
    namespacesChanged = false;
    int affine = 0;
    for (NodeInfo node : order) {
      affine += node.podsWithAffinity().size();
    }
    latest =
        new ClusterSnapshot(
            order,
            positions,
            imageNodes,
            snapshotNamespaces,
            labelIndex.build(),
            affine,
            nominations.build());
    return latest;
  }

  private void reorder() {
    Map<String, NodeInfo> unchanged = HashMap.newHashMap(order.length);
    for (NodeInfo node : order) {
      unchanged.put(node.name(), node);
    }
    List<String> names = ClusterSnapshot.interleaved(knownNodes());
    order = new NodeInfo[names.size()];
    for (int i = 0; i < order.length; i++) {
      NodeInfo known = dirty.contains(names.get(i)) ? null : unchanged.get(names.get(i));
      order[i] = known != null ? known : info(names.get(i));
    }
    positions = ClusterSnapshot.positions(names);
  }

  private List<NodeFacts> knownNodes() {
    List<NodeFacts> facts = new ArrayList<>(slots.size());
    for (Slot slot : slots.values()) {
      if (slot.facts != null) {
        facts.add(slot.facts);
      }
    }
    return facts;
  }

  private NodeInfo info(String name) {
    Slot slot = slots.get(name);
    if (slot == null || slot.facts == null) {
      throw new IllegalStateException("no Node " + name);
    }
    return new NodeInfo(slot.facts, List.copyOf(slot.pods.values()));
  }

  private void place(Placement placement) {
    nominations.remove(placement.pod().uid());
    placements.put(placement.pod().uid(), placement);
    slots
        .computeIfAbsent(placement.node(), n -> new Slot())
        .pods
        .put(placement.pod().uid(), placement.pod());
    labelIndex.add(placement.pod(), placement.node());
    dirty.add(placement.node());
  }

  private void displace(String uid) {
    assumed.remove(uid);
    Placement placement = placements.remove(uid);
    if (placement == null) {
      return;
    }
    labelIndex.remove(placement.pod(), placement.node());
    Slot slot = slots.get(placement.node());
    if (slot != null) {
      slot.pods.remove(uid);
      if (slot.pods.isEmpty() && slot.facts == null) {
        slots.remove(placement.node());
      }
    }
    dirty.add(placement.node());
  }

  /** Where a Pod is counted; for diagnostics and tests. */
  public synchronized Map<ObjectKey, String> placements() {
    Map<ObjectKey, String> nodes = new HashMap<>();
    placements.values().forEach(p -> nodes.put(p.pod().key(), p.node()));
    return nodes;
  }
}
