package dev.setpoint.controller.garbagecollector;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who owns whom, over all kinds, by uid. All methods hold the object's monitor.
 *
 * <p>Invariant: {@code dependents} has an entry for exactly the uids that some node's references
 * name, whether or not an object with that uid was ever seen.
 */
final class OwnerGraph {

  private final Map<String, GraphNode> nodes = new HashMap<>();
  private final Map<String, Set<String>> dependents = new HashMap<>();

  /** Files a node's new state and tells which uids need a look because of it. */
  synchronized Set<String> put(GraphNode node) {
    GraphNode before = nodes.put(node.uid(), node);
    Set<String> look = new HashSet<>();
    for (OwnerReference owner : node.owners()) {
      dependents.computeIfAbsent(owner.getUid(), uid -> new HashSet<>()).add(node.uid());
    }
    if (before != null) {
      unfile(before, node);
      if (!before.owners().equals(node.owners())) {
        before.owners().forEach(owner -> lookAtWaiting(owner.getUid(), look));
      }
    }
    for (OwnerReference owner : node.owners()) {
      GraphNode known = nodes.get(owner.getUid());
      if (known == null || known.deletesDependents()) {
        look.add(node.uid());
      }
    }
    if (node.orphansDependents() || node.deletesDependents()) {
      look.add(node.uid());
    }
    return look;
  }

  /** Takes a node out and tells which uids need a look: its dependents, and owners that wait. */
  synchronized Set<String> remove(String uid) {
    GraphNode gone = nodes.remove(uid);
    Set<String> look = new HashSet<>(dependents.getOrDefault(uid, Set.of()));
    if (gone != null) {
      unfile(gone, null);
      gone.owners().forEach(owner -> lookAtWaiting(owner.getUid(), look));
    }
    return look;
  }

  private void lookAtWaiting(String owner, Set<String> look) {
    GraphNode known = nodes.get(owner);
    if (known != null && known.deletesDependents()) {
      look.add(owner);
    }
  }

  private void unfile(GraphNode before, @Nullable GraphNode after) {
    for (OwnerReference owner : before.owners()) {
      if (after == null || !after.isOwnedBy(owner.getUid())) {
        dependents.computeIfPresent(
            owner.getUid(),
            (uid, of) -> {
              of.remove(before.uid());
              return of.isEmpty() ? null : of;
            });
      }
    }
  }

  synchronized @Nullable GraphNode get(String uid) {
    return nodes.get(uid);
  }

  synchronized List<GraphNode> dependents(String uid) {
    List<GraphNode> found = new ArrayList<>();
    for (String dependent : dependents.getOrDefault(uid, Set.of())) {
      GraphNode node = nodes.get(dependent);
      if (node != null) {
        found.add(node);
      }
    }
    return found;
  }

  synchronized void clear() {
    nodes.clear();
    dependents.clear();
  }
}
