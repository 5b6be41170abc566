package dev.setpoint.common.volume;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What claims and volumes say about each other. */
public final class VolumeBindings {

  public static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
  public static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
  public static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
  public static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
  private static final String CLASS = "volume.beta.kubernetes.io/storage-class";

  private VolumeBindings() {}

  public static boolean annotated(HasMetadata object, String annotation) {
    return annotation(object, annotation) != null;
  }

  public static @Nullable String annotation(HasMetadata object, String annotation) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(annotation);
  }

  public static String phase(PersistentVolume volume) {
    return volume.getStatus() == null ? "" : text(volume.getStatus().getPhase());
  }

  public static String phase(PersistentVolumeClaim claim) {
    return claim.getStatus() == null ? "" : text(claim.getStatus().getPhase());
  }

  public static String volumeName(PersistentVolumeClaim claim) {
    return text(claim.getSpec().getVolumeName());
  }

  public static String storageClass(PersistentVolumeClaim claim) {
    String legacy = annotation(claim, CLASS);
    return legacy == null ? text(claim.getSpec().getStorageClassName()) : legacy;
  }

  public static String storageClass(PersistentVolume volume) {
    String legacy = annotation(volume, CLASS);
    return legacy == null ? text(volume.getSpec().getStorageClassName()) : legacy;
  }

  /** Whether the binding of a claim is complete on both sides. */
  public static boolean isBound(PersistentVolumeClaim claim) {
    return !volumeName(claim).isEmpty() && annotated(claim, BIND_COMPLETED);
  }

  /** Whether claims of a class wait until a Pod that uses them has a Node. */
  public static boolean isDelayed(@Nullable StorageClass storageClass) {
    return storageClass != null
        && "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode());
  }

  /** Whether the volume is this claim's, or kept for it by name. */
  public static boolean isFor(PersistentVolume volume, PersistentVolumeClaim claim) {
    ObjectReference ref = volume.getSpec().getClaimRef();
    return ref != null
        && text(ref.getName()).equals(claim.getMetadata().getName())
        && text(ref.getNamespace()).equals(claim.getMetadata().getNamespace())
        && (text(ref.getUid()).isEmpty() || isBoundTo(volume, claim));
  }

  public static boolean isBoundTo(PersistentVolume volume, PersistentVolumeClaim claim) {
    ObjectReference ref = volume.getSpec().getClaimRef();
    return ref != null && text(ref.getUid()).equals(claim.getMetadata().getUid());
  }

  public static BigDecimal capacity(PersistentVolume volume) {
    return storage(volume.getSpec().getCapacity());
  }

  public static BigDecimal requested(PersistentVolumeClaim claim) {
    return claim.getSpec().getResources() == null
        ? BigDecimal.ZERO
        : storage(claim.getSpec().getResources().getRequests());
  }

  public static BigDecimal storage(@Nullable Map<String, Quantity> amounts) {
    Quantity storage = amounts == null ? null : amounts.get("storage");
    return storage == null ? BigDecimal.ZERO : storage.getNumericalAmount();
  }

  public static boolean sameMode(PersistentVolume volume, PersistentVolumeClaim claim) {
    return mode(volume.getSpec().getVolumeMode()).equals(mode(claim.getSpec().getVolumeMode()));
  }

  public static boolean offersAccess(PersistentVolume volume, PersistentVolumeClaim claim) {
    return orEmpty(volume.getSpec().getAccessModes())
        .containsAll(orEmpty(claim.getSpec().getAccessModes()));
  }

  public static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }

  private static String mode(@Nullable String mode) {
    return mode == null || mode.isEmpty() ? "Filesystem" : mode;
  }

  public static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
