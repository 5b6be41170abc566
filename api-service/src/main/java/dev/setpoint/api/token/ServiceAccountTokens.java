package dev.setpoint.api.token;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.auth.TokenChecker;
import dev.setpoint.api.auth.TokenProperties;
import dev.setpoint.api.rest.GoText;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Checks service account tokens: the signature, the times, and that the account and whatever the
 * token is bound to still exist. A token found good is trusted for a few seconds without asking
 * again.
 */
@Component
@Order(0)
final class ServiceAccountTokens implements TokenChecker {

  private static final ResourceType ACCOUNTS =
      new ResourceType("", "v1", "serviceaccounts", "ServiceAccount", true);
  private static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);
  private static final ResourceType SECRETS = new ResourceType("", "v1", "secrets", "Secret", true);
  private static final ResourceType NODES = new ResourceType("", "v1", "nodes", "Node", false);

  /** What is going stays good for as long as a program may need to end. */
  private static final Duration LEEWAY = Duration.ofSeconds(60);

  private static final int MAX_REMEMBERED = 20_000;

  private final KeySet keys;
  private final ObjectStore store;
  private final Clock clock;
  private final TokenProperties properties;

  /** By digest, so that memory holds no token longer than its request. */
  private final Map<String, Checked> remembered = new ConcurrentHashMap<>();

  private record Checked(TokenClaims claims, RequestIdentity identity, Instant until) {}

  ServiceAccountTokens(KeySet keys, ObjectStore store, Clock clock, TokenProperties properties) {
    this.keys = keys;
    this.store = store;
    this.clock = clock;
    this.properties = properties;
  }

  @Override
  public Outcome check(String token, byte[] digest, List<String> audiences) {
    if (token.indexOf('.') < 0) {
      return new Outcome.Unknown();
    }
    Instant now = clock.instant();
    String key = HexFormat.of().formatHex(digest);
    Checked known = remembered.get(key);
    if (known != null && now.isBefore(known.until())) {
      return meant(known, audiences);
    }
    Jwt jwt = Jwt.parse(token);
    if (jwt == null || !jwt.claims().path("iss").asString("").equals(properties.issuer())) {
      return new Outcome.Unknown();
    }
    if (!keys.signed(jwt)) {
      return new Outcome.Refused("failed to verify signature");
    }
    TokenClaims claims = TokenClaims.of(jwt.claims());
    String problem = claims == null ? "token claims do not name a service account" : "";
    if (claims != null) {
      problem = problem(claims, now);
    }
    if (claims == null || !problem.isEmpty()) {
      remembered.remove(key);
      return new Outcome.Refused(problem);
    }
    Checked checked = new Checked(claims, identity(claims), until(claims, now));
    remember(key, checked, now);
    return meant(checked, audiences);
  }

  private static Outcome meant(Checked checked, List<String> audiences) {
    List<String> meant = audiences.stream().filter(checked.claims().audiences()::contains).toList();
    return meant.isEmpty()
        ? new Outcome.Refused(
            "token audiences "
                + quoted(checked.claims().audiences())
                + " is invalid for the target audiences "
                + quoted(audiences))
        : new Outcome.Accepted(checked.identity(), meant);
  }

  private static String quoted(List<String> values) {
    return values.stream().map(GoText::quote).collect(Collectors.joining(" ", "[", "]"));
  }

  private Instant until(TokenClaims claims, Instant now) {
    Instant recheck = now.plus(properties.recheckAfter());
    return claims.expires().isBefore(recheck) ? claims.expires() : recheck;
  }

  private void remember(String key, Checked checked, Instant now) {
    if (remembered.size() >= MAX_REMEMBERED) {
      remembered.values().removeIf(each -> !now.isBefore(each.until()));
      if (remembered.size() >= MAX_REMEMBERED) {
        remembered.clear();
      }
    }
    remembered.put(key, checked);
  }

  private static RequestIdentity identity(TokenClaims claims) {
    return RequestIdentity.serviceAccount(
        claims.namespace(), claims.account().name(), claims.account().uid(), claims.extra());
  }

  /** Why the token does not hold; empty when it does. */
  private String problem(TokenClaims claims, Instant now) {
    if (!now.isBefore(claims.expires().plus(LEEWAY))) {
      return "service account token has expired";
    }
    if (now.plus(LEEWAY).isBefore(claims.notBefore())) {
      return "service account token is not valid yet";
    }
    String namespace = claims.namespace();
    String account = account(namespace, claims.account(), now);
    if (!account.isEmpty()) {
      return account;
    }
    String secret = bound(SECRETS, namespace, claims.secret(), now);
    if (!secret.isEmpty()) {
      return secret;
    }
    String pod = bound(PODS, namespace, claims.pod(), now);
    if (!pod.isEmpty() || claims.pod() != null) {
      return pod;
    }
    return bound(NODES, "", claims.node(), now);
  }

  private String account(String namespace, TokenClaims.Ref account, Instant now) {
    Optional<StoredObject> found = store.get(ACCOUNTS, new ObjectKey(namespace, account.name()));
    if (found.isEmpty()) {
      return "serviceaccounts \"" + account.name() + "\" not found";
    }
    if (isGone(found.get(), now)) {
      return "service account " + namespace + "/" + account.name() + " has been deleted";
    }
    return found.get().uid().equals(account.uid())
        ? ""
        : "service account UID ("
            + found.get().uid()
            + ") does not match claim ("
            + account.uid()
            + ")";
  }

  private String bound(
      ResourceType type, String namespace, TokenClaims.@Nullable Ref ref, Instant now) {
    if (ref == null) {
      return "";
    }
    Optional<StoredObject> found = store.get(type, new ObjectKey(namespace, ref.name()));
    if (found.isEmpty() || isGone(found.get(), now)) {
      return "service account token has been invalidated";
    }
    if (found.get().uid().equals(ref.uid())) {
      return "";
    }
    String kind = type.kind().toLowerCase(java.util.Locale.ROOT);
    return kind
        + " UID ("
        + found.get().uid()
        + ") does not match service account "
        + kind
        + " ref claim ("
        + ref.uid()
        + ")";
  }

  private static boolean isGone(StoredObject object, Instant now) {
    String deleted = object.tree().path("metadata").path("deletionTimestamp").asString("");
    return !deleted.isEmpty() && Instant.parse(deleted).isBefore(now.minus(LEEWAY));
  }
}
