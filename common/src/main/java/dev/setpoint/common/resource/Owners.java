package dev.setpoint.common.resource;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who owns an object, and who manages it. */
public final class Owners {

  private Owners() {}

  /** The one owner that manages the object, if any. */
  public static @Nullable OwnerReference controllerOf(HasMetadata object) {
    List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
    if (owners != null) {
      for (OwnerReference owner : owners) {
        if (Boolean.TRUE.equals(owner.getController())) {
          return owner;
        }
      }
    }
    return null;
  }

  public static boolean isControlledBy(HasMetadata object, HasMetadata owner) {
    OwnerReference controller = controllerOf(object);
    return controller != null && controller.getUid().equals(owner.getMetadata().getUid());
  }

  /** A reference that makes {@code owner} the managing owner. */
  public static OwnerReference controllerReference(HasMetadata owner) {
    ResourceType type = ResourceTypes.of(owner.getClass());
    return new OwnerReferenceBuilder()
        .withApiVersion(type.apiVersion())
        .withKind(type.kind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  public static boolean isDeleting(HasMetadata object) {
    return object.getMetadata().getDeletionTimestamp() != null;
  }
}
