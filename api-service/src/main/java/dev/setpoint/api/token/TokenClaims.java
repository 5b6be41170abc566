package dev.setpoint.api.token;

import dev.setpoint.common.json.KubeJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a service account's token says, in the form of pkg/serviceaccount/claims.go.
 *
 * @param pod null unless the token ends with a Pod
 * @param node the node bound to, or the one that the Pod runs on
 * @param warnAfter when a token of longer life should have been replaced; null for no such time
 */
record TokenClaims(
    String id,
    List<String> audiences,
    Instant issuedAt,
    Instant notBefore,
    Instant expires,
    String namespace,
    Ref account,
    @Nullable Ref pod,
    @Nullable Ref node,
    @Nullable Ref secret,
    @Nullable Instant warnAfter) {

  private static final String PREFIX = "authentication.kubernetes.io/";

  /** An object by name and uid. */
  record Ref(String name, String uid) {

    ObjectNode json() {
      ObjectNode out = KubeJson.TREES.createObjectNode().put("name", name);
      return uid.isEmpty() ? out : out.put("uid", uid);
    }

    private static @Nullable Ref of(JsonNode node) {
      return node.isObject()
          ? new Ref(node.path("name").asString(""), node.path("uid").asString(""))
          : null;
    }
  }

  static String newId() {
    return UUID.randomUUID().toString();
  }

  ObjectNode json(String issuer) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    ArrayNode aud = out.putArray("aud");
    audiences.forEach(aud::add);
    out.put("exp", expires.getEpochSecond());
    out.put("iat", issuedAt.getEpochSecond());
    out.put("iss", issuer);
    out.put("jti", id);
    ObjectNode own = out.putObject("kubernetes.io").put("namespace", namespace);
    put(own, "node", node);
    put(own, "pod", pod);
    put(own, "secret", secret);
    put(own, "serviceaccount", account);
    if (warnAfter != null) {
      own.put("warnafter", warnAfter.getEpochSecond());
    }
    out.put("nbf", notBefore.getEpochSecond());
    out.put("sub", "system:serviceaccount:" + namespace + ":" + account.name());
    return out;
  }

  /** Null when the claims name no service account, or contradict themselves. */
  static @Nullable TokenClaims of(JsonNode claims) {
    JsonNode own = claims.path("kubernetes.io");
    Ref account = Ref.of(own.path("serviceaccount"));
    String namespace = own.path("namespace").asString("");
    if (account == null
        || !claims
            .path("sub")
            .asString("")
            .equals("system:serviceaccount:" + namespace + ":" + account.name())) {
      return null;
    }
    List<String> audiences = new ArrayList<>();
    JsonNode aud = claims.path("aud");
    if (aud.isString()) {
      audiences.add(aud.stringValue());
    }
    aud.forEach(each -> audiences.add(each.asString("")));
    return new TokenClaims(
        claims.path("jti").asString(""),
        audiences,
        time(claims, "iat"),
        time(claims, "nbf"),
        time(claims, "exp"),
        namespace,
        account,
        Ref.of(own.path("pod")),
        Ref.of(own.path("node")),
        Ref.of(own.path("secret")),
        own.has("warnafter") ? time(own, "warnafter") : null);
  }

  /** What the authenticator tells of the token beside the user. */
  Map<String, List<String>> extra() {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    if (!id.isEmpty()) {
      extra.put(PREFIX + "credential-id", List.of("JTI=" + id));
    }
    if (node != null) {
      extra.put(PREFIX + "node-name", List.of(node.name()));
      if (!node.uid().isEmpty()) {
        extra.put(PREFIX + "node-uid", List.of(node.uid()));
      }
    }
    if (pod != null) {
      extra.put(PREFIX + "pod-name", List.of(pod.name()));
      extra.put(PREFIX + "pod-uid", List.of(pod.uid()));
    }
    return extra;
  }

  private static Instant time(JsonNode claims, String field) {
    return Instant.ofEpochSecond(claims.path(field).asLong(0));
  }

  private static void put(ObjectNode out, String field, @Nullable Ref ref) {
    if (ref != null) {
      out.set(field, ref.json());
    }
  }
}
