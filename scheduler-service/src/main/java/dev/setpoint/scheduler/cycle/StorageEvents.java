package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.ResourceHandler;
import dev.setpoint.scheduler.framework.ClusterChange;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.List;

/** Wakes Pods that wait for something about volumes. */
record StorageEvents(SchedulingQueue queue) {

  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          PersistentVolumeClaim.class, PersistentVolume.class, StorageClass.class, CSINode.class);

  void register(Informers informers) {
    KINDS.forEach(kind -> register(informers, kind));
  }

  private <T extends HasMetadata> void register(Informers informers, Class<T> kind) {
    ClusterChange change = new ClusterChange.StorageChanged(kind.getSimpleName());
    informers
        .informer(kind)
        .addHandler(
            new ResourceHandler<>() {
              @Override
              public void onAdd(T object) {
                queue.onChange(change);
              }

              @Override
              public void onUpdate(T before, T after) {
                queue.onChange(change);
              }

              @Override
              public void onDelete(T object) {}
            });
  }
}
