package dev.setpoint.scheduler.volume;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;

/** The two wishes about volumes that the scheduler writes; controllers carry them out. */
public interface VolumeWriter {

  /** The volume is to be this claim's. */
  void reserve(PersistentVolume volume, PersistentVolumeClaim claim);

  /** A volume for the claim is to be made where this Node can use it. */
  void selectNode(PersistentVolumeClaim claim, String node);
}
