package dev.setpoint.scheduler.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Nodes that were promised to waiting Pods when others were evicted for them: Pods of lower
 * priority must leave that room alone.
 */
public final class Nominations {

  static final Nominations NONE = new Nominations(Map.of());

  private record Nomination(PodInfo pod, String node) {}

  private final Map<String, Nomination> byUid;
  private final Map<String, List<PodInfo>> byNode = new HashMap<>();

  private Nominations(Map<String, Nomination> byUid) {
    this.byUid = byUid;
    byUid
        .values()
        .forEach(n -> byNode.computeIfAbsent(n.node(), k -> new ArrayList<>()).add(n.pod()));
  }

  public @Nullable String nodeOf(String podUid) {
    Nomination nomination = byUid.get(podUid);
    return nomination == null ? null : nomination.node();
  }

  /** These without the one of a Pod. */
  Nominations without(PodInfo pod) {
    if (!byUid.containsKey(pod.uid())) {
      return this;
    }
    Map<String, Nomination> others = new LinkedHashMap<>(byUid);
    others.remove(pod.uid());
    return new Nominations(others);
  }

  /** The Pods waiting for room on a Node. */
  public List<PodInfo> on(String node) {
    return byNode.getOrDefault(node, List.of());
  }

  /** Those whose claim to a Node goes before a Pod's: at least as important, and not itself. */
  List<PodInfo> before(PodInfo pod, String node) {
    List<PodInfo> nominated = on(node);
    return nominated.isEmpty()
        ? nominated
        : nominated.stream()
            .filter(other -> other.priority() >= pod.priority() && !other.uid().equals(pod.uid()))
            .toList();
  }

  /** The nominations being kept. */
  static final class Builder {

    private final Map<String, Nomination> current = new LinkedHashMap<>();
    private Nominations latest = NONE;
    private boolean changed;

    void put(PodInfo pod, String node) {
      Nomination before = current.put(pod.uid(), new Nomination(pod, node));
      changed |= before == null || before.pod() != pod || !before.node().equals(node);
    }

    boolean remove(String podUid) {
      boolean removed = current.remove(podUid) != null;
      changed |= removed;
      return removed;
    }

    @Nullable String nodeOf(String podUid) {
      Nomination nomination = current.get(podUid);
      return nomination == null ? null : nomination.node();
    }

    boolean changed() {
      return changed;
    }

    Nominations build() {
      if (changed) {
        latest = new Nominations(Map.copyOf(current));
        changed = false;
      }
      return latest;
    }
  }
}
