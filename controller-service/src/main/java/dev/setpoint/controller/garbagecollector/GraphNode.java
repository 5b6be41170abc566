package dev.setpoint.controller.garbagecollector;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;

/** What the graph knows of an object. */
record GraphNode(
    String uid,
    ResourceType type,
    ObjectKey key,
    List<OwnerReference> owners,
    List<String> finalizers,
    boolean deleting) {

  static final String ORPHAN = "orphan";
  static final String FOREGROUND = "foregroundDeletion";

  static GraphNode of(ResourceType type, HasMetadata object) {
    List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
    List<String> finalizers = object.getMetadata().getFinalizers();
    return new GraphNode(
        object.getMetadata().getUid(),
        type,
        ObjectKey.of(object),
        owners == null ? List.of() : List.copyOf(owners),
        finalizers == null ? List.of() : List.copyOf(finalizers),
        object.getMetadata().getDeletionTimestamp() != null);
  }

  /** Its dependents are to be let go before it goes. */
  boolean orphansDependents() {
    return deleting && finalizers.contains(ORPHAN);
  }

  /** Its blocking dependents are to be gone before it goes. */
  boolean deletesDependents() {
    return deleting && finalizers.contains(FOREGROUND);
  }

  boolean isOwnedBy(String owner) {
    return owners.stream().anyMatch(reference -> reference.getUid().equals(owner));
  }

  boolean blocks(String owner) {
    return owners.stream()
        .anyMatch(
            reference ->
                reference.getUid().equals(owner)
                    && Boolean.TRUE.equals(reference.getBlockOwnerDeletion()));
  }
}
