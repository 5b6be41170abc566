package dev.setpoint.api.token;

import dev.setpoint.api.pki.TokenKeys;
import dev.setpoint.common.json.KubeJson;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The token keys by their ids, which are digests of the public keys as in Kubernetes. */
@Component
final class KeySet {

  private final TokenKeys keys;
  private final String signingId;
  private final Map<String, RSAPublicKey> byId = new LinkedHashMap<>();

  KeySet(TokenKeys keys) {
    this.keys = keys;
    this.signingId = id(keys.trusted().getFirst());
    keys.trusted().forEach(key -> byId.put(id(key), key));
  }

  String sign(ObjectNode claims) {
    return Jwt.sign(claims, signingId, keys.signing());
  }

  boolean signed(Jwt token) {
    RSAPublicKey named = byId.get(token.header().path("kid").asString(""));
    return named != null
        ? token.isSignedBy(named)
        : byId.values().stream().anyMatch(token::isSignedBy);
  }

  /** As RFC 7517 writes them down. */
  ObjectNode document() {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    ArrayNode list = out.putArray("keys");
    byId.forEach(
        (id, key) ->
            list.addObject()
                .put("use", "sig")
                .put("kty", "RSA")
                .put("kid", id)
                .put("alg", "RS256")
                .put("n", unsigned(key.getModulus()))
                .put("e", unsigned(key.getPublicExponent())));
    return out;
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    return Jwt.encode(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static String id(RSAPublicKey key) {
    try {
      return Jwt.encode(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
