package dev.setpoint.api.token;

import dev.setpoint.api.auth.TokenProperties;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.GoText;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.token.TokenClaims.Ref;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes tokens for service accounts, by the rules of serviceaccount/storage/token.go. */
@Component
final class TokenIssuer {

  private static final ResourceType ACCOUNTS =
      new ResourceType("", "v1", "serviceaccounts", "ServiceAccount", true);
  private static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);
  private static final ResourceType SECRETS = new ResourceType("", "v1", "secrets", "Secret", true);
  private static final ResourceType NODES = new ResourceType("", "v1", "nodes", "Node", false);

  /** An hour and a little: how the tokens that admission mounts into Pods are known. */
  private static final long MOUNTED_SECONDS = 3607;

  private static final long EXTENDED_SECONDS = 365L * 24 * 3600;

  private final KeySet keys;
  private final ObjectStore store;
  private final Clock clock;
  private final TokenProperties properties;

  TokenIssuer(KeySet keys, ObjectStore store, Clock clock, TokenProperties properties) {
    this.keys = keys;
    this.store = store;
    this.clock = clock;
    this.properties = properties;
  }

  StoredObject requireAccount(ObjectKey account) {
    return require(ACCOUNTS, account);
  }

  /** What the token ends with. */
  private record Bound(@Nullable Ref pod, @Nullable Ref node, @Nullable Ref secret) {}

  /**
   * @param spec of a TokenRequest, checked
   * @return the whole TokenRequest with its token
   */
  ObjectNode issue(ObjectKey account, ObjectNode spec, Warnings warnings) {
    StoredObject owner = requireAccount(account);
    List<String> audiences = Trees.texts(spec, "audiences");
    if (audiences.isEmpty()) {
      audiences = properties.audiences();
    }
    ObjectNode ref = Trees.object(spec, "boundObjectRef");
    Bound bound = ref == null ? new Bound(null, null, null) : bound(account, ref);
    long asked = shortened(spec.path("expirationSeconds").asLong(), warnings);
    boolean extend =
        properties.extendLifetime()
            && bound.pod() != null
            && asked == MOUNTED_SECONDS
            && properties.audiences().containsAll(audiences);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    TokenClaims claims =
        new TokenClaims(
            TokenClaims.newId(),
            audiences,
            now,
            now,
            now.plusSeconds(extend ? EXTENDED_SECONDS : asked),
            account.namespace(),
            new Ref(account.name(), owner.uid()),
            bound.pod(),
            bound.node(),
            bound.secret(),
            extend ? now.plusSeconds(asked) : null);
    return answer(account, ref, asked, claims);
  }

  private long shortened(long seconds, Warnings warnings) {
    long max = properties.maxLifetime().toSeconds();
    if (max <= 0 || seconds <= max) {
      return seconds;
    }
    warnings.addAll(
        List.of(
            "requested expiration of " + seconds + " seconds shortened to " + max + " seconds"));
    return max;
  }

  private ObjectNode answer(
      ObjectKey account, @Nullable ObjectNode ref, long seconds, TokenClaims claims) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    out.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
    out.putObject("metadata")
        .put("name", account.name())
        .put("namespace", account.namespace())
        .put("creationTimestamp", claims.issuedAt().toString());
    ObjectNode spec = out.putObject("spec");
    ArrayNode audiences = spec.putArray("audiences");
    claims.audiences().forEach(audiences::add);
    spec.put("expirationSeconds", seconds);
    if (ref == null) {
      spec.putNull("boundObjectRef");
    } else {
      spec.set("boundObjectRef", ref);
    }
    out.putObject("status")
        .put("token", keys.sign(claims.json(properties.issuer())))
        .put("expirationTimestamp", claims.issuedAt().plusSeconds(seconds).toString());
    return out;
  }

  private Bound bound(ObjectKey account, ObjectNode ref) {
    String version = Trees.text(ref, "apiVersion");
    String group = version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
    String kind = Trees.text(ref, "kind");
    String name = Trees.text(ref, "name");
    ObjectKey inside = new ObjectKey(account.namespace(), name);
    switch (group.isEmpty() ? kind : "") {
      case "Pod" -> {
        StoredObject pod = require(PODS, inside);
        ObjectNode tree = pod.tree();
        if (!account.name().equals(Trees.text(tree, "spec", "serviceAccountName"))) {
          throw ApiException.badRequest(
              "cannot bind token for serviceaccount "
                  + GoText.quote(account.name())
                  + " to pod running with different serviceaccount name.");
        }
        return new Bound(
            checked(ref, kind, pod), nodeOf(Trees.text(tree, "spec", "nodeName")), null);
      }
      case "Node" -> {
        return new Bound(null, checked(ref, kind, require(NODES, new ObjectKey("", name))), null);
      }
      case "Secret" -> {
        return new Bound(null, null, checked(ref, kind, require(SECRETS, inside)));
      }
      default ->
          throw ApiException.badRequest(
              "cannot bind token to object of type "
                  + (version.contains("/") ? version : "/" + version)
                  + ", Kind="
                  + kind);
    }
  }

  /** The node of a Pod is told along, even when it is gone. */
  private @Nullable Ref nodeOf(String name) {
    if (name.isEmpty()) {
      return null;
    }
    return new Ref(
        name, store.get(NODES, new ObjectKey("", name)).map(StoredObject::uid).orElse(""));
  }

  private static Ref checked(ObjectNode ref, String kind, StoredObject found) {
    String uid = Trees.text(ref, "uid");
    String name = found.key().name();
    if (!uid.isEmpty() && !uid.equals(found.uid())) {
      throw new ApiException(
          409,
          StatusReason.Conflict,
          "Operation cannot be fulfilled on "
              + kind
              + " "
              + GoText.quote(name)
              + ": the UID in the bound object reference ("
              + uid
              + ") does not match the UID in record. The object might have been deleted and then"
              + " recreated",
          new ApiException.Details("", kind, name, "", List.of(), 0));
    }
    return new Ref(name, found.uid());
  }

  private StoredObject require(ResourceType type, ObjectKey key) {
    return store.get(type, key).orElseThrow(() -> ApiException.notFound(type, key.name()));
  }
}
