package dev.setpoint.agent.volume;

import dev.setpoint.agent.cluster.TokenApi;
import dev.setpoint.agent.cluster.TokenApi.IssuedToken;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens that Pods have mounted (pkg/kubelet/token): each is asked for again when four fifths
 * of its life, or a day, are over, and kept while the API is away and it still holds.
 */
final class PodTokens {

  private static final Logger log = LoggerFactory.getLogger(PodTokens.class);
  private static final long DEFAULT_SECONDS = 3600;
  private static final Duration MAX_AGE = Duration.ofHours(24);

  private final TokenApi api;
  private final Clock clock;
  private final ConcurrentHashMap<Key, Held> held = new ConcurrentHashMap<>();

  private record Key(String podUid, String audience, long seconds) {}

  private record Held(IssuedToken token, Instant from) {
    Instant renewAt() {
      Duration life = Duration.between(from, token.expires());
      Duration due = life.multipliedBy(4).dividedBy(5);
      return from.plus(due.compareTo(MAX_AGE) < 0 ? due : MAX_AGE);
    }
  }

  PodTokens(TokenApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  String token(Pod pod, ServiceAccountTokenProjection wanted) {
    String audience = wanted.getAudience() == null ? "" : wanted.getAudience();
    long seconds =
        wanted.getExpirationSeconds() == null ? DEFAULT_SECONDS : wanted.getExpirationSeconds();
    Key key = new Key(pod.getMetadata().getUid(), audience, seconds);
    Instant now = clock.instant();
    Held known = held.get(key);
    if (known != null && now.isBefore(known.renewAt())) {
      return known.token().token();
    }
    try {
      IssuedToken fresh =
          api.requestToken(
              pod.getMetadata().getNamespace(),
              account(pod),
              pod.getMetadata().getName(),
              pod.getMetadata().getUid(),
              audience,
              seconds);
      held.put(key, new Held(fresh, now));
      return fresh.token();
    } catch (RuntimeException e) {
      if (known == null || !now.isBefore(known.token().expires())) {
        throw e;
      }
      log.warn(
          "The token of {}/{} could not be renewed yet: {}",
          pod.getMetadata().getNamespace(),
          pod.getMetadata().getName(),
          e.toString());
      return known.token().token();
    }
  }

  void forget(String podUid) {
    held.keySet().removeIf(key -> key.podUid().equals(podUid));
  }

  private static String account(Pod pod) {
    @Nullable String name = pod.getSpec().getServiceAccountName();
    return name == null || name.isEmpty() ? "default" : name;
  }
}
