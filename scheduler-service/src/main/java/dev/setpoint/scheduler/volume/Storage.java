package dev.setpoint.scheduler.volume;

import dev.setpoint.common.informer.Store;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import org.jspecify.annotations.Nullable;

/** Claims, volumes and their classes as the informers have them. */
public record Storage(
    Store<PersistentVolumeClaim> claims,
    Store<PersistentVolume> volumes,
    Store<StorageClass> classes,
    Store<CSINode> csiNodes) {

  @Nullable PersistentVolumeClaim claim(String namespace, String name) {
    return claims.get(namespace, name);
  }

  @Nullable PersistentVolume volume(String name) {
    return volumes.get("", name);
  }

  @Nullable StorageClass storageClass(String name) {
    return name.isEmpty() ? null : classes.get("", name);
  }
}
