package dev.setpoint.agent.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import org.jspecify.annotations.Nullable;

/** ConfigMaps and Secrets that containers refer to; null when there is none of that name. */
public interface ConfigSource {

  @Nullable ConfigMap configMap(String namespace, String name);

  @Nullable Secret secret(String namespace, String name);
}
