package dev.setpoint.agent.cluster;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import org.jspecify.annotations.Nullable;

/** Claims that Pods mount, and what they are bound to; null when there is none of that name. */
public interface ClaimSource {

  @Nullable PersistentVolumeClaim claim(String namespace, String name);

  @Nullable PersistentVolume volume(String name);
}
