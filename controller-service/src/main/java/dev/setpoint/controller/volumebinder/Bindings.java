package dev.setpoint.controller.volumebinder;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What claims and volumes say about each other. */
final class Bindings {

  static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
  static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
  static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
  static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
  private static final String CLASS = "volume.beta.kubernetes.io/storage-class";

  private Bindings() {}

  static boolean annotated(HasMetadata object, String annotation) {
    return annotation(object, annotation) != null;
  }

  static @Nullable String annotation(HasMetadata object, String annotation) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(annotation);
  }

  static String phase(PersistentVolume volume) {
    return volume.getStatus() == null ? "" : text(volume.getStatus().getPhase());
  }

  static String phase(PersistentVolumeClaim claim) {
    return claim.getStatus() == null ? "" : text(claim.getStatus().getPhase());
  }

  static String volumeName(PersistentVolumeClaim claim) {
    return text(claim.getSpec().getVolumeName());
  }

  static String storageClass(PersistentVolumeClaim claim) {
    String legacy = annotation(claim, CLASS);
    return legacy == null ? text(claim.getSpec().getStorageClassName()) : legacy;
  }

  static String storageClass(PersistentVolume volume) {
    String legacy = annotation(volume, CLASS);
    return legacy == null ? text(volume.getSpec().getStorageClassName()) : legacy;
  }

  /** Whether the volume is this claim's, or kept for it by name. */
  static boolean isFor(PersistentVolume volume, PersistentVolumeClaim claim) {
    ObjectReference ref = volume.getSpec().getClaimRef();
    return ref != null
        && text(ref.getName()).equals(claim.getMetadata().getName())
        && text(ref.getNamespace()).equals(claim.getMetadata().getNamespace())
        && (text(ref.getUid()).isEmpty() || isBoundTo(volume, claim));
  }

  static boolean isBoundTo(PersistentVolume volume, PersistentVolumeClaim claim) {
    ObjectReference ref = volume.getSpec().getClaimRef();
    return ref != null && text(ref.getUid()).equals(claim.getMetadata().getUid());
  }

  static BigDecimal capacity(PersistentVolume volume) {
    return storage(volume.getSpec().getCapacity());
  }

  static BigDecimal requested(PersistentVolumeClaim claim) {
    return claim.getSpec().getResources() == null
        ? BigDecimal.ZERO
        : storage(claim.getSpec().getResources().getRequests());
  }

  static BigDecimal storage(@Nullable Map<String, Quantity> amounts) {
    Quantity storage = amounts == null ? null : amounts.get("storage");
    return storage == null ? BigDecimal.ZERO : storage.getNumericalAmount();
  }

  static boolean sameMode(PersistentVolume volume, PersistentVolumeClaim claim) {
    return mode(volume.getSpec().getVolumeMode()).equals(mode(claim.getSpec().getVolumeMode()));
  }

  static boolean offersAccess(PersistentVolume volume, PersistentVolumeClaim claim) {
    return orEmpty(volume.getSpec().getAccessModes())
        .containsAll(orEmpty(claim.getSpec().getAccessModes()));
  }

  static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }

  private static String mode(@Nullable String mode) {
    return mode == null || mode.isEmpty() ? "Filesystem" : mode;
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
