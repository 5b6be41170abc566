package dev.setpoint.controller.bootstrap;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token as its Secret holds it (k8s.io/cluster-bootstrap/token).
 *
 * @param id six characters, public
 * @param secret sixteen characters, from which signatures are made
 * @param end when it expires; null for never. What can't be read as a time has passed
 * @param signing whether it may sign the cluster's information
 */
record BootstrapToken(String id, String secret, @Nullable Instant end, boolean signing) {

  static final String TYPE = "bootstrap.kubernetes.io/token";
  static final String NAMESPACE = "kube-system";

  private static final String NAME_PREFIX = "bootstrap-token-";
  private static final Pattern ID = Pattern.compile("[a-z0-9]{6}");
  private static final Pattern SECRET = Pattern.compile("[a-z0-9]{16}");

  /** Empty where the Secret is no token that anybody could use. */
  static Optional<BootstrapToken> of(Secret secret) {
    String id = data(secret, "token-id");
    String value = data(secret, "token-secret");
    if (!TYPE.equals(secret.getType())
        || !ID.matcher(id).matches()
        || !SECRET.matcher(value).matches()
        || !secret.getMetadata().getName().equals(NAME_PREFIX + id)) {
      return Optional.empty();
    }
    boolean signing = data(secret, "usage-bootstrap-signing").equals("true");
    return Optional.of(new BootstrapToken(id, value, end(secret), signing));
  }

  /** When the Secret has to go, whatever else is in it; null for never. */
  static @Nullable Instant end(Secret secret) {
    String expiration = data(secret, "expiration");
    if (expiration.isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(expiration).toInstant();
    } catch (DateTimeException unreadable) {
      return Instant.EPOCH;
    }
  }

  boolean signsAt(Instant now) {
    return signing && (end == null || end.isAfter(now));
  }

  /** Without its secret: it may come into a log. */
  @Override
  public String toString() {
    return "BootstrapToken[" + id + "]";
  }

  private static String data(Secret secret, String key) {
    String value = secret.getData() == null ? null : secret.getData().get(key);
    return value == null
        ? ""
        : new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
  }
}
