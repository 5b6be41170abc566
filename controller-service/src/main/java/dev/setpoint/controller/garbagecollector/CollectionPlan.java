package dev.setpoint.controller.garbagecollector;

import java.util.List;

/** What becomes of an object, given its owners: Kubernetes' attemptToDeleteItem as a decision. */
sealed interface CollectionPlan {

  record Keep() implements CollectionPlan {}

  /** Some owners keep it; the references to the others are dropped. */
  record DropReferences(List<String> ownerUids) implements CollectionPlan {}

  /**
   * @param unblock it waits for dependents of its own that wait too, so it must stop blocking its
   *     owners, or a circle would never end
   */
  record Delete(String propagation, boolean unblock) implements CollectionPlan {}

  static CollectionPlan of(GraphNode node, List<OwnerState> owners, List<GraphNode> dependents) {
    if (owners.isEmpty()) {
      return new Keep();
    }
    List<String> leaving =
        owners.stream()
            .filter(owner -> owner.kind() != OwnerState.Kind.SOLID)
            .map(owner -> owner.reference().getUid())
            .distinct()
            .toList();
    boolean held = owners.stream().anyMatch(owner -> owner.kind() == OwnerState.Kind.SOLID);
    if (held) {
      return leaving.isEmpty() ? new Keep() : new DropReferences(leaving);
    }
    boolean waited = owners.stream().anyMatch(owner -> owner.kind() == OwnerState.Kind.WAITING);
    if (waited && !dependents.isEmpty()) {
      return new Delete("Foreground", dependents.stream().anyMatch(GraphNode::deletesDependents));
    }
    if (node.finalizers().contains(GraphNode.ORPHAN)) {
      return new Delete("Orphan", false);
    }
    return new Delete(
        node.finalizers().contains(GraphNode.FOREGROUND) ? "Foreground" : "Background", false);
  }
}
