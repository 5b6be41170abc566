package dev.setpoint.agent.cluster;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API each time, but falls back on what it last said while it is away: a crashed container
 * must come back without it.
 */
public final class RememberedConfigs implements ConfigSource {

  private static final Duration TRUST_FAILURE = Duration.ofSeconds(5);

  private final ConfigSource api;
  private final Clock clock;
  private final ConcurrentHashMap<ObjectKey, Optional<ConfigMap>> configMaps =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<ObjectKey, Optional<Secret>> secrets = new ConcurrentHashMap<>();
  private volatile Instant apiDownUntil = Instant.EPOCH;

  public RememberedConfigs(ConfigSource api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  @Override
  public @Nullable ConfigMap configMap(String namespace, String name) {
    return read(configMaps, new ObjectKey(namespace, name), () -> api.configMap(namespace, name));
  }

  @Override
  public @Nullable Secret secret(String namespace, String name) {
    return read(secrets, new ObjectKey(namespace, name), () -> api.secret(namespace, name));
  }

  private <T> @Nullable T read(
      ConcurrentHashMap<ObjectKey, Optional<T>> memory, ObjectKey key, Supplier<@Nullable T> ask) {
    Optional<T> known = memory.get(key);
    if (known != null && clock.instant().isBefore(apiDownUntil)) {
      return known.orElse(null);
    }
    try {
      T now = ask.get();
      memory.put(key, Optional.ofNullable(now));
      return now;
    } catch (ApiException e) {
      if (known == null || e.code() < 500) {
        throw e;
      }
      apiDownUntil = clock.instant().plus(TRUST_FAILURE);
      return known.orElse(null);
    }
  }
}
