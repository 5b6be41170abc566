package dev.setpoint.controller.volumeprotection;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.Finalizers;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.List;
import org.springframework.stereotype.Component;

/** Lets a volume that is being deleted go once no claim is bound to it any more. */
@Component
final class VolumeProtectionController implements Controller {

  private static final String FINALIZER = "kubernetes.io/pv-protection";

  private final Store<PersistentVolume> volumes;
  private final ApiClient api;

  VolumeProtectionController(Informers informers, ApiClient api) {
    this.volumes = informers.informer(PersistentVolume.class).store();
    this.api = api;
  }

  @Override
  public String name() {
    return "persistentvolume-protection-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(Watch.own(PersistentVolume.class));
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    PersistentVolume volume = volumes.get(key);
    if (volume == null) {
      return Result.done();
    }
    if (!Owners.isDeleting(volume) && !Finalizers.has(volume, FINALIZER)) {
      Finalizers.add(api, volume, FINALIZER);
    } else if (Finalizers.isHeld(volume, FINALIZER) && !isBound(volume)) {
      Finalizers.remove(api, volume, FINALIZER);
    }
    return Result.done();
  }

  private static boolean isBound(PersistentVolume volume) {
    return volume.getStatus() != null && "Bound".equals(volume.getStatus().getPhase());
  }
}
